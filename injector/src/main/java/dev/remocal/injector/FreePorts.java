package dev.remocal.injector;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** Numbers for captured ports, from 14100 upward, each handed out once. */
final class FreePorts {

    static final int LAST = 65_535;

    private static final int FIRST = 14_100;

    /** Digits of the highest port; a longer run of digits is no port. */
    private static final Pattern NUMBER = Pattern.compile("(?<!\\d)\\d{1,5}(?!\\d)");

    private final Set<Integer> used = new HashSet<>();
    private int candidate = FIRST;

    /** Every number in the spec counts as used: an app may learn its ports from an argument or a variable alone. */
    FreePorts(JsonNode pod) {
        collect(pod.path("spec"));
    }

    int next() {
        while (used.contains(candidate)) {
            candidate++;
        }
        return candidate++;
    }

    private void collect(JsonNode node) {
        if (node.isTextual()) {
            NUMBER.matcher(node.textValue())
                    .results()
                    .map(found -> Integer.valueOf(found.group()))
                    .forEach(used::add);
        } else if (node.isIntegralNumber()) {
            used.add(node.intValue());
        } else {
            node.forEach(this::collect);
        }
    }
}
