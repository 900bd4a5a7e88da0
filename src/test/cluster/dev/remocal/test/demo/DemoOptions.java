package dev.remocal.test.demo;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code remocal demo} was asked for. Pure.
 *
 * @param context of the kubeconfig; empty for the cluster that is stood in for
 * @param namespace of the sample, on a real cluster
 * @param sidecarImage empty for the chart's own; the same holds for the other images
 */
record DemoOptions(
        boolean once,
        boolean json,
        boolean yes,
        Optional<String> context,
        String namespace,
        Optional<String> webhookImage,
        Optional<String> sidecarImage,
        Optional<String> sampleImage) {

    static final String USAGE = """
            Usage: remocal demo [--once] [-o text|json]
                   remocal demo --context CONTEXT [-n NS] [--yes] [--once] [-o text|json]
            Shows what Remocal does, on Kubernetes stood in for on loopback, or on a real cluster.
              --once           end afterwards, instead of staying up to be tried out
              -o json          print one JSON object on stdout, progress on stderr
              --context NAME   on the cluster of this context: says what it will install there, asks,
                               and removes it all again at the end, also after Ctrl-C
              -n NS            the namespace that it makes for the sample; default: remocal-demo
              --yes            do not ask
              --webhook-image, --sidecar-image, --sample-image IMAGE
                               in place of those of the chart's version
            """;

    private static final String NAMESPACE = "remocal-demo";
    private static final Set<String> FLAGS = Set.of("--once", "--yes");
    private static final Map<String, String> SHORT = Map.of("-n", "--namespace", "-o", "--output");
    private static final Set<String> VALUES =
            Set.of("--output", "--context", "--namespace", "--webhook-image", "--sidecar-image", "--sample-image");
    private static final Set<String> REAL_ONLY =
            Set.of("--yes", "--namespace", "--webhook-image", "--sidecar-image", "--sample-image");

    /** @throws IllegalArgumentException with a sentence that says what is wrong */
    static DemoOptions parse(List<String> arguments) {
        Map<String, String> given = read(arguments);
        String output = given.getOrDefault("--output", "text");
        if (!Set.of("text", "json").contains(output)) {
            throw new IllegalArgumentException("-o is " + output + "; allowed are text and json.");
        }
        REAL_ONLY.stream()
                .filter(flag -> given.containsKey(flag) && !given.containsKey("--context"))
                .findFirst()
                .ifPresent(flag -> {
                    throw new IllegalArgumentException(flag + " is for a real cluster: name it with --context.");
                });
        return new DemoOptions(
                given.containsKey("--once"),
                output.equals("json"),
                given.containsKey("--yes"),
                Optional.ofNullable(given.get("--context")),
                given.getOrDefault("--namespace", NAMESPACE),
                Optional.ofNullable(given.get("--webhook-image")),
                Optional.ofNullable(given.get("--sidecar-image")),
                Optional.ofNullable(given.get("--sample-image")));
    }

    private static Map<String, String> read(List<String> arguments) {
        Deque<String> words = new ArrayDeque<>(arguments);
        Map<String, String> given = new HashMap<>();
        while (!words.isEmpty()) {
            String word = words.pop();
            String attached = word.startsWith("-o") && word.length() > 2 ? "-o=" + word.substring(2) : word;
            int equals = attached.indexOf('=');
            String written = equals < 0 ? attached : attached.substring(0, equals);
            String flag = SHORT.getOrDefault(written, written);
            if (FLAGS.contains(flag) && equals < 0) {
                given.put(flag, "");
            } else if (VALUES.contains(flag)) {
                given.put(flag, equals < 0 ? value(word, words) : attached.substring(equals + 1));
            } else {
                throw new IllegalArgumentException(word + " is not a flag of remocal demo.");
            }
        }
        return given;
    }

    private static String value(String flag, Deque<String> words) {
        if (words.isEmpty()) {
            throw new IllegalArgumentException(flag + " needs a value.");
        }
        return words.pop();
    }
}
