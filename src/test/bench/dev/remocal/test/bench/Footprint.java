package dev.remocal.test.bench;

/**
 * What a sidecar takes of the machine, with the flags it is shipped with; memory is resident, in MiB.
 *
 * @param startMillis from the start of the process to its first proxied response, the median of several starts
 * @param startCpuMillis CPU time of the process up to then, which other work on the machine disturbs less
 * @param idle after the start has settled and a minute without a request
 * @param idleAnonymous the part of idle that is shared with no other process
 * @param highest that the kernel has seen, up to the end of the million requests
 * @param growthMinutes how long it was then watched under load; 0 for not at all
 * @param growth from the first quarter of that time to the last, medians
 */
record Footprint(
        double startMillis,
        double startCpuMillis,
        double idle,
        double idleAnonymous,
        double idleCpuPercent,
        double afterMillionRequests,
        double highest,
        double with1000Connections,
        int growthMinutes,
        double growth,
        long failed) {}
