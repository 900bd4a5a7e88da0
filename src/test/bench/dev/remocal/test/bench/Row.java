package dev.remocal.test.bench;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * What one contender did under one load: medians over the rounds, and the sum of what failed. A transfer of 100 MiB and a
 * connection that is left idle count as one request.
 *
 * @param cpuOfRounds microseconds of CPU time per request, in the rounds' order
 * @param more figures that only some loads have
 */
@JsonPropertyOrder({"load", "contender", "sessions", "cpuMicrosPerRequest"})
record Row(
        String load,
        String contender,
        int sessions,
        @JsonIgnore List<Double> cpuOfRounds,
        double requestsPerSecond,
        double p50Micros,
        double p99Micros,
        long failed,
        @JsonIgnore Map<String, Double> more) {

    static final String CPU_MICROS_PER_MEBIBYTE = "cpuMicrosPerMebibyte";
    static final String MEBIBYTES_PER_SECOND = "mebibytesPerSecond";
    static final String HIGHEST_RESIDENT_MEBIBYTES = "highestResidentMebibytes";
    static final String CONNECTIONS = "connections";
    static final String FAILED_CONNECTIONS = "failedConnections";
    static final String KIBIBYTES_PER_CONNECTION = "kibibytesPerConnection";
    static final String MIRRORED_SHARE = "mirroredShare";
    static final String HALF_PEAK_REQUESTS_PER_SECOND = "halfPeakRequestsPerSecond";
    static final String CPU_AT_HALF_PEAK = "cpuMicrosPerRequestAtHalfPeak";
    static final String P50_AT_HALF_PEAK = "p50MicrosAtHalfPeak";
    static final String P99_AT_HALF_PEAK = "p99MicrosAtHalfPeak";
    static final String FAILED_AT_HALF_PEAK = "failedAtHalfPeak";
    static final String MIRRORED_SHARE_AT_HALF_PEAK = "mirroredShareAtHalfPeak";

    private static final double MEBIBYTE = 1024 * 1024;

    static Row of(Load load, Contender contender, List<Turn> turns, Map<String, Double> more) {
        Map<String, Double> all = new LinkedHashMap<>(more);
        if (load.shape() instanceof Load.Transfers) {
            double cpu = Medians.of(turns, Turn::cpuMicrosPerRequest);
            all.put(CPU_MICROS_PER_MEBIBYTE, cpu / (BenchLimits.TRANSFER_BYTES / MEBIBYTE));
        }
        if (contender.mirroring()) {
            all.put(MIRRORED_SHARE, Medians.of(turns, Turn::mirroredShare));
        }
        return new Row(
                load.text(),
                contender.text(),
                contender.sessions(),
                Turn.cpuMicrosPerRequest(turns),
                Medians.of(turns, turn -> turn.sample().requestsPerSecond()),
                Medians.of(turns, turn -> turn.sample().p50Micros()),
                Medians.of(turns, turn -> turn.sample().p99Micros()),
                turns.stream().mapToLong(turn -> turn.sample().failed()).sum(),
                all);
    }

    /** The same with what it did at a rate that was given. */
    Row withHalfPeak(double rate, List<Turn> turns) {
        Map<String, Double> all = new LinkedHashMap<>(more);
        all.put(HALF_PEAK_REQUESTS_PER_SECOND, rate);
        all.put(CPU_AT_HALF_PEAK, Medians.of(turns, Turn::cpuMicrosPerRequest));
        all.put(P50_AT_HALF_PEAK, Medians.of(turns, turn -> turn.sample().p50Micros()));
        all.put(P99_AT_HALF_PEAK, Medians.of(turns, turn -> turn.sample().p99Micros()));
        all.put(FAILED_AT_HALF_PEAK, (double)
                turns.stream().mapToLong(turn -> turn.sample().failed()).sum());
        if (all.containsKey(MIRRORED_SHARE)) {
            all.put(MIRRORED_SHARE_AT_HALF_PEAK, Medians.of(turns, Turn::mirroredShare));
        }
        return new Row(load, contender, sessions, cpuOfRounds, requestsPerSecond, p50Micros, p99Micros, failed, all);
    }

    @JsonProperty
    double cpuMicrosPerRequest() {
        return Medians.of(cpuOfRounds, Double::doubleValue);
    }

    /**
     * CPU time per request, to that of another under the same load: the median of the ratios that the rounds had. A machine
     * that is faster in some rounds than in others is so for both; the ratio of two medians may be one of two speeds.
     */
    double cpuTo(Row other) {
        int rounds = Math.min(cpuOfRounds.size(), other.cpuOfRounds.size());
        return Medians.of(
                IntStream.range(0, rounds).boxed().toList(),
                round -> cpuOfRounds.get(round) / other.cpuOfRounds.get(round));
    }

    boolean is(Load of, Contender by) {
        return load.equals(of.text()) && contender.equals(by.text()) && sessions == by.sessions();
    }

    OptionalDouble figure(String name) {
        Double figure = more.get(name);
        return figure == null ? OptionalDouble.empty() : OptionalDouble.of(figure);
    }

    @JsonAnyGetter
    Map<String, Double> flat() {
        return more;
    }
}
