package dev.remocal.test.bench;

import java.util.List;

/**
 * What one replica of the webhook does, with the flags it is shipped with, and what it takes of the machine; memory is
 * resident, in MiB.
 *
 * @param startMillis from the start of the process to its readiness, the median of several starts
 * @param highest that the kernel has seen
 */
record Admissions(List<AdmissionRow> rows, double startMillis, double idle, double highest) {

    /**
     * One size of pods.
     *
     * @param mostPerSecond as many as were answered
     * @param cpuMicros user and system time of the webhook for each, at that rate
     * @param p50Micros at {@link BenchLimits#ADMISSIONS_PER_SECOND}, from when a review was due
     * @param failed that got no patch, at either rate
     */
    record AdmissionRow(
            double podKilobytes,
            double mostPerSecond,
            double cpuMicros,
            double p50Micros,
            double p99Micros,
            double failed) {}
}
