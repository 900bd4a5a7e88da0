package dev.remocal.test.bench;

/**
 * What a load generator saw in one turn.
 *
 * @param requests that were answered as they should be
 * @param failed answered with another status, cut off, timed out or never connected
 */
record Sample(long requests, long failed, double seconds, double p50Micros, double p99Micros) {

    double requestsPerSecond() {
        return seconds == 0 ? 0 : requests / seconds;
    }

    Sample withOneMoreFailed() {
        return new Sample(requests, failed + 1, seconds, p50Micros, p99Micros);
    }
}
