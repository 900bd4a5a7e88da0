package dev.remocal.test.soak;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * One request, which its number and the seed decide. Pure.
 *
 * @param key that it carries; of a developer, of nobody, or none
 * @param body that it has; a request of HTTP/1.1 without one is a GET
 * @param chunked whether a request of HTTP/1.1 says where its body ends by chunks
 * @param size bytes that are asked for behind the first line of the answer
 * @param delay milliseconds that the answer is to take
 */
record Plan(long number, boolean grpc, Optional<String> key, String body, boolean chunked, int size, int delay) {

    /** A key that no developer has. */
    static final String STRANGER = "stranger";

    static Plan of(long number, long seed, List<String> developers) {
        SplittableRandom random = new SplittableRandom(seed * 1_000_003 + number);
        boolean grpc = random.nextBoolean();
        Optional<String> key = key(random, developers);
        String body = grpc || random.nextBoolean() ? text(random, number) : "";
        return new Plan(
                number,
                grpc,
                key,
                body,
                random.nextInt(4) == 0,
                random.nextInt(2) * size(random),
                random.nextInt(50) == 0 ? random.nextInt(SoakLimits.LONGEST_DELAY_MILLIS) : 0);
    }

    /** Without its body. */
    String describe() {
        return "%s request %d key=%s bodyBytes=%d chunked=%b size=%d delay=%d"
                .formatted(
                        grpc ? "gRPC" : body.isEmpty() ? "GET" : "POST",
                        number,
                        key.orElse("none"),
                        body.length(),
                        chunked,
                        size,
                        delay);
    }

    /** Half of the requests are a developer's. */
    private static Optional<String> key(SplittableRandom random, List<String> developers) {
        int chosen = random.nextInt(2 * developers.size());
        if (chosen < developers.size()) {
            return Optional.of(developers.get(chosen));
        }
        return chosen == developers.size() ? Optional.of(STRANGER) : Optional.empty();
    }

    private static String text(SplittableRandom random, long number) {
        return Answer.filler(number + 1, 1 + size(random));
    }

    private static int size(SplittableRandom random) {
        return random.nextInt(random.nextInt(10) == 0 ? SoakLimits.LARGE_BODY_BYTES : SoakLimits.SMALL_BODY_BYTES);
    }
}
