package dev.remocal.test.bench;

/**
 * Whether what a load generator counted can be true: the backend counts too. Pure.
 *
 * @param served requests that reached the backend meanwhile
 * @param inFlight requests that may be under way at the end, which the backend has served and nobody has counted
 */
record CrossCheck(Sample sample, long served, long inFlight) {

    private static final double TOLERANCE = 0.01;

    static CrossCheck of(Load load, Sample sample, long served) {
        return new CrossCheck(sample, served, inFlight(load.shape()));
    }

    private static long inFlight(Load.Shape shape) {
        return switch (shape) {
            case Load.Requests requests -> (long) requests.connections() * requests.streams();
            case Load.Transfers transfers -> 0;
            case Load.IdleConnections idle -> 0;
            case Load.Footprints footprints -> 0;
            case Load.Admissions admissions -> 0;
            case Load.Outgoing outgoing -> 0;
        };
    }

    /** A request that failed may have reached the backend or not. */
    boolean agrees() {
        long answered = sample.requests();
        double least = answered * (1 - TOLERANCE);
        double most = (answered + sample.failed()) * (1 + TOLERANCE) + inFlight;
        return served >= least && served <= most;
    }

    String complaint() {
        return "the load generator counted %d answers and %d failures, the backend %d requests"
                .formatted(sample.requests(), sample.failed(), served);
    }
}
