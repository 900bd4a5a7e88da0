package dev.remocal.test.soak;

import java.util.List;

/** The command line, checked. */
record SoakOptions(long requests, long seed) {

    static final String USAGE = """
            Usage: src/test/bench/soak [--requests N] [--seed S]

            Sends requests over HTTP/1.1 and gRPC through two sidecars while developers attach and detach at random, their
            commands are killed (SIGKILL) and their tunnels cut (TCP reset), and checks who answered each request and how.
            All processes are those that are shipped, on the local cluster of src/test/cluster.

              --requests N   how many (%d), at up to %.0f a second and over at least %d s
              --seed S       decides what is sent and what is done in which order; its timing is the machine's (random)

            Progress and complaints go to standard error. The last line on standard output is one JSON object:
              requests, http1, grpc        sent and judged
              byDevelopers, copies         of them answered by a developer; copies that mirroring sessions got
              attaches, detaches,
              kills, cuts                  what was done meanwhile
              cutOff                       answers that ended early because their developer was killed or cut off
              failed                       requests without the complete answer that they were promised
              misrouted                    requests that somebody got who was not to get them, or did not who was
              problems                     commands that did not do what they were told
              peakRssMiB                   of the sidecar that took most
              seed, seconds

            misrouted is: a developer answers, or gets, a request without their key; a mirroring developer's answer gets to
            the caller; a developer answers a request that was sent after the session had ended; the app answers although
            the key's developer was attached from before the request was sent until after it was answered, and was neither
            killed nor cut off meanwhile.
            failed is: a request has no answer with its own number, the hash of its own body and all its bytes. One exception
            is promised to nobody: where a developer's answer has begun and the command is killed or the tunnel cut, it
            cannot go on (cutOff).

            Exit code: 0 where failed, misrouted and problems are 0.
            """.formatted(
            SoakLimits.DEFAULT_REQUESTS, SoakLimits.MOST_REQUESTS_PER_SECOND, SoakLimits.SHORTEST_RUN.toSeconds());

    /**
     * @param seed where none is given
     * @throws IllegalArgumentException with a sentence that names the flag and what it allows
     */
    static SoakOptions parse(List<String> words, long seed) {
        SoakOptions options = new SoakOptions(SoakLimits.DEFAULT_REQUESTS, seed);
        for (int i = 0; i < words.size(); i += 2) {
            String flag = words.get(i);
            String value = i + 1 < words.size() ? words.get(i + 1) : "";
            options = switch (flag) {
                case "--requests" -> new SoakOptions(positive(flag, value), options.seed);
                case "--seed" -> new SoakOptions(options.requests, positive(flag, value));
                default -> throw new IllegalArgumentException("'" + flag + "' is no flag of the soak test.");
            };
        }
        return options;
    }

    private static long positive(String flag, String value) {
        if (!value.matches("[1-9]\\d{0,11}")) {
            throw new IllegalArgumentException(flag + " wants a number from 1 on, not '" + value + "'.");
        }
        return Long.parseLong(value);
    }

    double requestsPerSecond() {
        return Math.min(SoakLimits.MOST_REQUESTS_PER_SECOND, (double) requests / SoakLimits.SHORTEST_RUN.toSeconds());
    }
}
