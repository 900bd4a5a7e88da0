package dev.remocal.test.soak;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What every service of the soak test answers: who it is, whose request it was and what had arrived of it, and behind that
 * as many bytes as were asked for, which follow from the request's number. Pure.
 */
final class Answer {

    private Answer() {}

    static String text(Server server, String number, byte[] body, int size) {
        return server.text() + " " + number + " " + hash(body) + "\n" + filler(Long.parseLong(number), size);
    }

    /** Who answered. */
    static Server server(String text) {
        return Server.parse(text.substring(0, Math.max(0, text.indexOf(' '))));
    }

    /** Whether this is the whole answer to a request, whoever gave it. */
    static boolean isComplete(String text, Plan plan) {
        int space = text.indexOf(' ');
        String expected = " " + plan.number() + " "
                + hash(plan.body().getBytes(StandardCharsets.US_ASCII)) + "\n"
                + filler(plan.number(), plan.size());
        return space > 0 && text.substring(space).equals(expected);
    }

    /** Letters whose order depends on the number, so that a shift or another request's bytes show. */
    static String filler(long number, int size) {
        StringBuilder filler = new StringBuilder(size);
        for (int i = 0; i < size; i++) {
            filler.append((char) ('a' + Math.floorMod(number + i + i / 26, 26)));
        }
        return filler.toString();
    }

    private static String hash(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
