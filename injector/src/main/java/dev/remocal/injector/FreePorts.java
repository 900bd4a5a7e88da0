package dev.remocal.injector;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.BitSet;

/** Numbers for captured ports, from 14100 upward, each handed out once. */
final class FreePorts {

    static final int LAST = 65_535;

    private static final int FIRST = 14_100;

    /** Of the first number and all that are handed out after it. */
    private static final int DIGITS = 5;

    private final BitSet used = new BitSet(LAST + 1);
    private int candidate = FIRST;

    /** Every number in the spec counts as used: an app may learn its ports from an argument or a variable alone. */
    FreePorts(JsonNode pod) {
        collect(pod.path("spec"));
    }

    int next() {
        int free = used.nextClearBit(candidate);
        candidate = free + 1;
        return free;
    }

    private void collect(JsonNode node) {
        if (node.isTextual()) {
            collect(node.textValue());
        } else if (node.isIntegralNumber()) {
            use(node.longValue());
        } else {
            for (JsonNode child : node) {
                collect(child);
            }
        }
    }

    /**
     * Each run of digits that is long enough. By hand, because it goes through all of the pod: with an expression it took four
     * fifths of an admission. One character in five tells whether there is such a run.
     */
    private void collect(String text) {
        for (int at = DIGITS - 1; at < text.length(); at += DIGITS) {
            if (isDigit(text.charAt(at))) {
                int start = at;
                while (start > 0 && isDigit(text.charAt(start - 1))) {
                    start--;
                }
                int end = at + 1;
                while (end < text.length() && isDigit(text.charAt(end))) {
                    end++;
                }
                use(number(text, start, end));
                at = end;
            }
        }
    }

    private static long number(String text, int start, int end) {
        long number = 0;
        for (int i = start; i < end; i++) {
            // What is higher than a port stays so, however many digits follow.
            number = Math.min(number * 10 + (text.charAt(i) - '0'), LAST + 1);
        }
        return number;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** What no captured port can get need not be remembered. */
    private void use(long number) {
        if (number >= FIRST && number <= LAST) {
            used.set((int) number);
        }
    }
}
