package dev.remocal.injector;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
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
        switch (node.getNodeType()) {
            case STRING -> collect(node.textValue());
            case NUMBER -> {
                if (node.isIntegralNumber()) {
                    use(node.longValue());
                }
            }
            case OBJECT, ARRAY -> {
                for (JsonNode child : node) {
                    collect(child);
                }
            }
            default -> {}
        }
    }

    /**
     * Each run of digits that is long enough. By hand, because it goes through all of the pod: with an expression it took four
     * fifths of an admission. One character in five tells whether there is such a run, and where the JVM has no C2, as the
     * webhook's, an array's element takes half the time of a string's character. What is not in ISO 8859-1 becomes a question mark.
     */
    private void collect(String text) {
        byte[] characters = text.getBytes(StandardCharsets.ISO_8859_1);
        for (int at = DIGITS - 1; at < characters.length; at += DIGITS) {
            if (isDigit(characters[at])) {
                int start = at;
                while (start > 0 && isDigit(characters[start - 1])) {
                    start--;
                }
                int end = at + 1;
                while (end < characters.length && isDigit(characters[end])) {
                    end++;
                }
                use(number(characters, start, end));
                at = end;
            }
        }
    }

    private static long number(byte[] text, int start, int end) {
        long number = 0;
        for (int i = start; i < end; i++) {
            // What is higher than a port stays so, however many digits follow.
            number = Math.min(number * 10 + (text[i] - '0'), LAST + 1);
        }
        return number;
    }

    private static boolean isDigit(byte c) {
        return c >= '0' && c <= '9';
    }

    /** What no captured port can get need not be remembered. */
    private void use(long number) {
        if (number >= FIRST && number <= LAST) {
            used.set((int) number);
        }
    }
}
