package dev.remocal.sidecar.proxy;

import io.netty.buffer.ByteBuf;

/**
 * Runs of bytes that mean nothing to framing, skipped eight at a time.
 *
 * <p>Each mask has the high bit set in every byte that ends the run. Reading little-endian makes the lowest set bit the
 * first such byte; only that one is exact where a subtraction may borrow from the bytes above it.
 */
final class HttpBytes {

    static final byte CR = '\r';
    static final byte LF = '\n';
    static final byte HTAB = '\t';
    static final byte SP = ' ';

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

    /** Index of the first byte that is no token character, or {@code to}. */
    static int skipToken(ByteBuf buffer, int from, int to) {
        int index = from;
        while (index + Long.BYTES <= to) {
            long other = neitherLetterNorHyphen(buffer.getLongLE(index));
            index += Long.numberOfTrailingZeros(other) / Byte.SIZE;
            if (other != 0) {
                if (!isToken(buffer.getByte(index))) {
                    return index;
                }
                index++;
            }
        }
        while (index < to && isToken(buffer.getByte(index))) {
            index++;
        }
        return index;
    }

    /** Index of the first control byte other than a tab (RFC 9110 section 5.5), or {@code to}. */
    static int skipText(ByteBuf buffer, int from, int to) {
        int index = from;
        while (index + Long.BYTES <= to) {
            long control = controls(buffer.getLongLE(index));
            index += Long.numberOfTrailingZeros(control) / Byte.SIZE;
            if (control != 0) {
                if (buffer.getByte(index) != HTAB) {
                    return index;
                }
                index++;
            }
        }
        while (index < to && isText(buffer.getByte(index))) {
            index++;
        }
        return index;
    }

    /** Index of the first byte that is no visible ASCII character, or {@code to}. */
    static int skipVisible(ByteBuf buffer, int from, int to) {
        int index = from;
        while (index + Long.BYTES <= to) {
            long other = invisible(buffer.getLongLE(index));
            index += Long.numberOfTrailingZeros(other) / Byte.SIZE;
            if (other != 0) {
                return index;
            }
        }
        while (index < to && isVisible(buffer.getByte(index))) {
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

    private static long neitherLetterNorHyphen(long bytes) {
        long lower = (bytes | 0x20 * EACH) & LOW;
        long letter = (lower + (0x80 - 'a') * EACH) & ~(lower + (0x7f - 'z') * EACH);
        return ~((letter & ~bytes) | zeroes(bytes ^ '-' * EACH)) & HIGH;
    }

    private static long controls(long bytes) {
        return (((bytes - 0x20 * EACH) & ~bytes) | zeroes(bytes ^ LOW)) & HIGH;
    }

    private static long invisible(long bytes) {
        return ((bytes - 0x21 * EACH) | bytes | zeroes(bytes ^ LOW)) & HIGH;
    }

    private static long zeroes(long bytes) {
        return ~(((bytes & LOW) + LOW) | bytes) & HIGH;
    }
}
