package dev.remocal.injector;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.BitSet;

/** Numbers for captured ports, from 14100 upward, each handed out once. */
final class FreePorts {

    static final int LAST = 65_535;

    private static final int FIRST = 14_100;

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
            node.forEach(this::collect);
        }
    }

    /**
     * Each run of digits. By hand, because it goes through every character of the pod: with an expression it took four fifths of
     * an admission.
     */
    private void collect(String text) {
        long number = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isDigit(c)) {
                // What is higher than a port stays so, however many digits follow.
                number = Math.min(number * 10 + (c - '0'), LAST + 1);
            } else {
                use(number);
                number = 0;
            }
        }
        use(number);
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
