package dev.remocal.sidecar.proxy;

import java.nio.charset.StandardCharsets;

/** Percent-decoding (RFC 3986 section 2.1) that takes whatever comes: what is no encoding stands for itself. */
final class PercentEncoding {

    private static final int HEX = 16;

    private PercentEncoding() {}

    /** As in a query that a form sent: a plus is a space. */
    static String decodeForm(String text) {
        return decode(text.replace('+', ' '));
    }

    static String decode(String text) {
        return text.indexOf('%') < 0 ? text : decode(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(byte[] bytes) {
        int length = 0;
        for (int index = 0; index < bytes.length; index++) {
            int decoded = bytes[index] == '%' ? octetAt(bytes, index + 1, bytes.length) : -1;
            bytes[length++] = decoded < 0 ? bytes[index] : (byte) decoded;
            index += decoded < 0 ? 0 : 2;
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    /** The octet whose two digits stand at an index and end before another one; -1 where they do not. */
    static int octetAt(byte[] bytes, int index, int to) {
        return index + 1 < to ? octet(bytes[index], bytes[index + 1]) : -1;
    }

    private static int octet(byte first, byte second) {
        int high = Character.digit(first, HEX);
        int low = Character.digit(second, HEX);
        return high < 0 || low < 0 ? -1 : high * HEX + low;
    }
}
