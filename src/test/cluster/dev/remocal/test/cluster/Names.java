package dev.remocal.test.cluster;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/** Generated names, of the letters that Kubernetes uses: no vowels, so that no words come out. */
final class Names {

    private static final String LETTERS = "bcdfghjklmnpqrstvwxz2456789";
    private static final int SUFFIX_LENGTH = 5;
    private static final int HASH_LENGTH = 10;

    private Names() {}

    static String randomSuffix() {
        return ThreadLocalRandom.current()
                .ints(SUFFIX_LENGTH, 0, LETTERS.length())
                .mapToObj(i -> String.valueOf(LETTERS.charAt(i)))
                .collect(Collectors.joining());
    }

    /** The same text gives the same hash: pod-template-hash and the names of endpoint slices. */
    static String hash(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        StringBuilder hash = new StringBuilder();
        long rest = crc.getValue();
        for (int i = 0; i < HASH_LENGTH && (rest > 0 || i == 0); i++) {
            hash.append(LETTERS.charAt((int) (rest % LETTERS.length())));
            rest /= LETTERS.length();
        }
        return hash.toString();
    }
}
