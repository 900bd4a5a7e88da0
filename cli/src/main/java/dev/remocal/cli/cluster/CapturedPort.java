package dev.remocal.cli.cluster;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One port that a sidecar stands in front of.
 *
 * @param name of the container port, or its number where it has none
 * @param listen where the sidecar accepts
 * @param app where the application listens
 * @param byNumber whether who calls the pod's address by the application's usual number reaches the sidecar too
 */
public record CapturedPort(String name, int listen, int app, boolean byNumber) {

    /** Annotation of an injected pod: {@code http=14100:8080,admin=9000:14101/shift}. */
    static final String ANNOTATION = "remocal.dev/captured";

    private static final Pattern ENTRY = Pattern.compile("([a-z0-9-]{1,63})=(\\d{1,5}):(\\d{1,5})(/shift|/iptables)?");

    /** Reads the annotation; what does not look like a captured port, from a newer webhook say, is left out. */
    public static List<CapturedPort> parse(String annotation) {
        return Stream.of(annotation.split(","))
                .map(String::trim)
                .map(ENTRY::matcher)
                .filter(Matcher::matches)
                .map(entry -> new CapturedPort(
                        entry.group(1),
                        Integer.parseInt(entry.group(2)),
                        Integer.parseInt(entry.group(3)),
                        entry.group(4) != null))
                .toList();
    }

    /** As the user would name it: {@code http (8080)}. */
    public String label() {
        return name.equals(String.valueOf(app)) ? name : name + " (" + app + ")";
    }
}
