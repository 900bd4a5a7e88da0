package dev.remocal.cli.cluster;

import java.util.Locale;
import java.util.regex.Pattern;

/** What to attach to, such as {@code svc/payments}. */
public record TargetName(Kind kind, String name) {

    private static final Pattern OBJECT_NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");

    /** The kinds of object that have pods, with the names that kubectl knows them by. */
    public enum Kind {
        SERVICE("svc", "services"),
        DEPLOYMENT("deploy", "deployments"),
        STATEFUL_SET("sts", "statefulsets"),
        POD("pod", "pods");

        private final String shortName;
        private final String resource;

        Kind(String shortName, String resource) {
            this.shortName = shortName;
            this.resource = resource;
        }

        String shortName() {
            return shortName;
        }

        public String resource() {
            return resource;
        }
    }

    /**
     * Reads {@code kind/name}.
     *
     * @throws IllegalArgumentException with a sentence that says what is allowed
     */
    public static TargetName parse(String text) {
        int slash = text.indexOf('/');
        String name = text.substring(slash + 1);
        if (slash < 1 || !OBJECT_NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a target; write svc/NAME, deploy/NAME, sts/NAME or pod/NAME");
        }
        return new TargetName(kind(text.substring(0, slash)), name);
    }

    private static Kind kind(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "svc", "service", "services" -> Kind.SERVICE;
            case "deploy", "deployment", "deployments" -> Kind.DEPLOYMENT;
            case "sts", "statefulset", "statefulsets" -> Kind.STATEFUL_SET;
            case "po", "pod", "pods" -> Kind.POD;
            default ->
                throw new IllegalArgumentException(
                        "'" + text + "' is not a kind of target; write svc, deploy, sts or pod");
        };
    }

    /** The short form, the same for every spelling. */
    public String text() {
        return kind.shortName() + "/" + name;
    }
}
