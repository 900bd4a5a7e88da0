package dev.remocal.sidecar.proxy;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Runs of bytes that mean nothing to framing, skipped eight at a time.
 *
 * <p>Each mask has the high bit set in exactly the bytes that end the run: seven bits a byte are added to, so that no sum
 * carries into the next. Read little-endian, the lowest set bit is the first of them. Where there is none the next eight do
 * not depend on a count of bits, so that a processor is ahead of itself.
 */
final class HttpBytes {

    static final byte CR = '\r';
    static final byte LF = '\n';
    static final byte HTAB = '\t';
    static final byte SP = ' ';

    /** Eight bytes at an index. Called where they are needed: a native image does not inline a method that only calls it. */
    static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long EACH = 0x0101010101010101L;
    private static final long HIGH = 0x8080808080808080L;
    private static final long LOW = 0x7f7f7f7f7f7f7f7fL;

    /** Token characters besides letters and digits, RFC 9110 section 5.6.2. */
    private static final String TOKEN_SIGNS = "!#$%&'*+-.^_`|~";

    private static final boolean[] TOKEN = new boolean[256];

    static {
        for (int character = 0; character < 128; character++) {
            TOKEN[character] = (character >= '0' && character <= '9')
                    || (character >= 'A' && character <= 'Z')
                    || (character >= 'a' && character <= 'z')
                    || TOKEN_SIGNS.indexOf(character) >= 0;
        }
    }

    private HttpBytes() {}

    static boolean isToken(byte value) {
        return TOKEN[value & 0xff];
    }

    static boolean isDigit(byte value) {
        return value >= '0' && value <= '9';
    }

    static boolean isBlank(byte value) {
        return value == SP || value == HTAB;
    }

    /** For a letter its lower case; whoever compares the result must compare it with a letter. */
    static int lowerCase(byte value) {
        return value >= 'A' && value <= 'Z' ? value | 0x20 : value;
    }

    /** Whether the bytes are that name, without regard to case. */
    static boolean isNamed(byte[] bytes, int from, int to, byte[] lowerCase) {
        if (to - from != lowerCase.length) {
            return false;
        }
        for (int i = 0; i < lowerCase.length; i++) {
            if (lowerCase(bytes[from + i]) != lowerCase[i]) {
                return false;
            }
        }
        return true;
    }

    /** Index of the first byte that is no token character, or {@code to}. */
    static int skipToken(byte[] bytes, int from, int to) {
        int index = from;
        while (index + Long.BYTES <= to) {
            long other = neitherLetterNorHyphen((long) LONG.get(bytes, index));
            if (other == 0) {
                index += Long.BYTES;
                continue;
            }
            index += firstOf(other);
            if (!isToken(bytes[index])) {
                return index;
            }
            index++;
        }
        while (index < to && isToken(bytes[index])) {
            index++;
        }
        return index;
    }

    /** Index of the first control byte other than a tab (RFC 9110 section 5.5), or {@code to}. */
    static int skipText(byte[] bytes, int from, int to) {
        int index = from;
        while (index + Long.BYTES <= to) {
            long control = controls((long) LONG.get(bytes, index));
            if (control == 0) {
                index += Long.BYTES;
                continue;
            }
            index += firstOf(control);
            if (bytes[index] != HTAB) {
                return index;
            }
            index++;
        }
        while (index < to && isText(bytes[index])) {
            index++;
        }
        return index;
    }

    /** Index of the first byte that is no visible ASCII character, or {@code to}. */
    static int skipVisible(byte[] bytes, int from, int to) {
        int index = from;
        while (index + Long.BYTES <= to) {
            long other = invisible((long) LONG.get(bytes, index));
            if (other != 0) {
                return index + firstOf(other);
            }
            index += Long.BYTES;
        }
        while (index < to && isVisible(bytes[index])) {
            index++;
        }
        return index;
    }

    /** Index of the first byte of that value, or {@code to}. */
    static int skipTo(byte[] bytes, int from, int to, byte value) {
        int index = from;
        while (index + Long.BYTES <= to) {
            long equal = zeroes((long) LONG.get(bytes, index) ^ value * EACH);
            if (equal != 0) {
                return index + firstOf(equal);
            }
            index += Long.BYTES;
        }
        while (index < to && bytes[index] != value) {
            index++;
        }
        return index;
    }

    static boolean isVisible(byte value) {
        return value > SP && value < 0x7f;
    }

    private static boolean isText(byte value) {
        return (value >= SP && value < 0x7f) || value < 0 || value == HTAB;
    }

    /** Number of bytes before the first one that the mask names. */
    private static int firstOf(long mask) {
        return Long.numberOfTrailingZeros(mask) >>> 3;
    }

    private static long neitherLetterNorHyphen(long bytes) {
        long lower = (bytes | 0x20 * EACH) & LOW;
        long letter = (lower + (0x80 - 'a') * EACH) & ~(lower + (0x7f - 'z') * EACH);
        return ~((letter & ~bytes) | zeroes(bytes ^ '-' * EACH)) & HIGH;
    }

    private static long controls(long bytes) {
        long low = bytes & LOW;
        return (~(low + (0x80 - ' ') * EACH) | (low + EACH)) & ~bytes & HIGH;
    }

    private static long invisible(long bytes) {
        long low = bytes & LOW;
        return (~(low + (0x7f - ' ') * EACH) | (low + EACH) | bytes) & HIGH;
    }

    private static long zeroes(long bytes) {
        return ~(((bytes & LOW) + LOW) | bytes) & HIGH;
    }
}
