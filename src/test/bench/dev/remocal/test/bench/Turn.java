package dev.remocal.test.bench;

import java.util.List;

/**
 * One turn of one contender.
 *
 * @param cpuMicros user and system time that the proxy took meanwhile
 * @param mirrored copies that reached a developer meanwhile
 */
record Turn(Sample sample, double cpuMicros, long mirrored) {

    double cpuMicrosPerRequest() {
        return sample.requests() == 0 ? Double.NaN : cpuMicros / sample.requests();
    }

    static List<Double> cpuMicrosPerRequest(List<Turn> turns) {
        return turns.stream().map(Turn::cpuMicrosPerRequest).toList();
    }

    double mirroredShare() {
        return sample.requests() == 0 ? Double.NaN : (double) mirrored / sample.requests();
    }
}
