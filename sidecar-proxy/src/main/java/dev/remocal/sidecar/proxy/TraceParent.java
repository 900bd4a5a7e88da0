package dev.remocal.sidecar.proxy;

import org.jspecify.annotations.Nullable;

/** The header {@code traceparent}: {@code version "-" trace-id "-" parent-id "-" flags} (W3C Trace Context section 3.2). */
final class TraceParent {

    private static final int TRACE_ID = 3;
    private static final int PARENT_ID = 36;
    private static final int FLAGS = 53;
    private static final int LENGTH = 55;
    private static final int DIGITS_OF_HALF = 16;

    private TraceParent() {}

    /** A number that is the same for all requests of one trace and evenly spread over traces; null where there is none. */
    static @Nullable Long traceHash(RequestHead head) {
        Long[] hash = {null};
        head.anyField("traceparent", value -> {
            hash[0] = isValid(value) ? hash(value) : null;
            return hash[0] != null;
        });
        return hash[0];
    }

    private static boolean isValid(String value) {
        return value.length() >= LENGTH
                && (value.length() == LENGTH || (!value.startsWith("00") && value.charAt(LENGTH) == '-'))
                && isHex(value, 0, TRACE_ID - 1)
                && !value.startsWith("ff")
                && isSeparatedHex(value, TRACE_ID, PARENT_ID - 1)
                && isSeparatedHex(value, PARENT_ID, FLAGS - 1)
                && isSeparatedHex(value, FLAGS, LENGTH)
                && !isZero(value, TRACE_ID, PARENT_ID - 1)
                && !isZero(value, PARENT_ID, FLAGS - 1);
    }

    private static boolean isSeparatedHex(String value, int from, int to) {
        return value.charAt(from - 1) == '-' && isHex(value, from, to);
    }

    /** Lower case only, as the specification has it. */
    private static boolean isHex(String value, int from, int to) {
        for (int i = from; i < to; i++) {
            char next = value.charAt(i);
            if ((next < '0' || next > '9') && (next < 'a' || next > 'f')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isZero(String value, int from, int to) {
        for (int i = from; i < to; i++) {
            if (value.charAt(i) != '0') {
                return false;
            }
        }
        return true;
    }

    /** Some trace ids start with the time or end in zeros, so each bit of both halves has to count for all of the hash. */
    private static long hash(String value) {
        int middle = TRACE_ID + DIGITS_OF_HALF;
        long first = Long.parseUnsignedLong(value, TRACE_ID, middle, 16);
        long second = Long.parseUnsignedLong(value, middle, middle + DIGITS_OF_HALF, 16);
        return mix(mix(first) ^ second);
    }

    /** The finalizer of MurmurHash3 with 64 bits: a bijection in which every bit changes about half of all others. */
    private static long mix(long bits) {
        long mixed = (bits ^ (bits >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }
}
