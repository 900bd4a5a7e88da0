package dev.remocal.test.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** From turns to rows, targets, table and JSON. */
class ReportTest {

    private static final Surroundings SURROUNDINGS = new Surroundings(
            Map.of("processor", "abacus"), Map.of("nginx", "1.22.1"), Map.of("remocal", List.of("-XX:+UseSerialGC")));

    @Test
    void rowHasTheMediansAndAllThatFailed() {
        Row row = Row.of(
                Load.GET_16,
                Contender.withSessions(1),
                List.of(turn(100, 1000), turn(100, 3000), turn(100, 2000)),
                Map.of());

        assertThat(row).isEqualTo(new Row("get-16", "remocal", 1, List.of(10.0, 30.0, 20.0), 50, 5, 9, 3, Map.of()));
        assertThat(row.cpuMicrosPerRequest()).isEqualTo(20);
    }

    /** The medians are those of different speeds, 20 and 11. */
    @Test
    void cpuIsComparedRoundByRound() {
        Row slowInTwo = rowOf(Proxy.REMOCAL, 18, 20, 22, 9, 9);
        Row slowInOne = rowOf(Proxy.NGINX, 20, 10, 11, 10, 30);

        assertThat(slowInTwo.cpuTo(slowInOne)).isEqualTo(0.9);
    }

    @Test
    void roundWithoutAFigureIsNotCompared() {
        Row ended = rowOf(Proxy.REMOCAL, 9, Double.NaN, Double.NaN);

        assertThat(ended.cpuTo(rowOf(Proxy.NGINX, 10, 10, 10))).isEqualTo(0.9);
    }

    private static Row rowOf(Proxy proxy, double... cpuMicrosPerRequest) {
        List<Turn> turns = Arrays.stream(cpuMicrosPerRequest)
                .mapToObj(cpu -> turn(100, 100 * cpu))
                .toList();
        return Row.of(Load.GET_16, Contender.plain(proxy), turns, Map.of());
    }

    @Test
    void transferHasItsCostForEachMebibyte() {
        Row row = Row.of(Load.UPLOAD, Contender.plain(Proxy.NGINX), List.of(turn(10, 500_000)), Map.of());

        assertThat(row.figure(Row.CPU_MICROS_PER_MEBIBYTE)).hasValue(500);
    }

    @Test
    void targetComparesWithTheBetterOfNginxAndHaproxy() {
        assertThat(Targets.of(results(18, 30, 20)))
                .containsExactly(new Targets.Target(
                        "get-16",
                        "CPU per request, to the better of nginx and haproxy",
                        Targets.Bound.AT_MOST,
                        0.85,
                        0.9,
                        false));
        assertThat(Targets.of(results(16, 20, 30)))
                .extracting(Targets.Target::figure, Targets.Target::met)
                .containsExactly(tuple(0.8, true));
    }

    @Test
    void targetWithoutItsContendersIsNotJudged() {
        Results alone = new Results(List.of(row(Proxy.REMOCAL, 10)), Optional.empty());

        assertThat(Targets.of(alone)).isEmpty();
    }

    @Test
    void mirrorThatLosesCopiesMeetsNoTarget() {
        Row mirror = Row.of(
                Load.GET_16, Contender.mirroringEverything(), List.of(new Turn(sample(100), 1000, 50)), Map.of());
        Results results = new Results(List.of(row(Proxy.REMOCAL, 10), mirror), Optional.empty());

        assertThat(Targets.of(results))
                .containsExactly(new Targets.Target(
                        "get-16",
                        "CPU, mirroring everything (50 % copied), to no session",
                        Targets.Bound.AT_MOST,
                        1.60,
                        1.0,
                        false));
    }

    @Test
    void outgoingIsHeldAgainstTheBarePortForward() {
        Row bare = outgoing(OutgoingContender.PORT_FORWARD, 200, Map.of(Row.MEBIBYTES_PER_SECOND, 100.0));
        Row tunnel = outgoing(
                OutgoingContender.TUNNEL,
                600,
                Map.of(
                        Row.MEBIBYTES_PER_SECOND, 90.0,
                        Row.FAILED_CONNECTIONS, 0.0,
                        Row.HIGHEST_RESIDENT_MEBIBYTES, 150.0));

        assertThat(Targets.of(new Results(List.of(bare, tunnel), Optional.empty())))
                .extracting(Targets.Target::bound, Targets.Target::figure, Targets.Target::met)
                .containsExactly(
                        tuple(Targets.Bound.AT_LEAST, 0.9, true),
                        tuple(Targets.Bound.AT_MOST, 0.4, false),
                        tuple(Targets.Bound.AT_MOST, 0.0, true),
                        tuple(Targets.Bound.AT_MOST, 150.0, true));
    }

    private static Row outgoing(String contender, double p50Micros, Map<String, Double> more) {
        return new Row("outgoing", contender, 0, List.of(1.0), 1, p50Micros, 1, 0, more);
    }

    @Test
    void tableShowsRatiosToNginx() {
        assertThat(report().markdown())
                .contains(
                        "| contender | CPU µs/req | to nginx | req/s | p50 µs | p99 µs | failed |",
                        "| remocal   |       16.0 |     0.80 |    50 |      5 |      9 |      1 |",
                        "| nginx     |       20.0 |     1.00 |    50 |      5 |      9 |      1 |",
                        "| get-16 | CPU per request, to the better of nginx and haproxy | ≤ 0.85 |     0.80 | met |");
    }

    @Test
    void tableFitsInto120Columns() {
        List<Row> rows = new ArrayList<>();
        for (Contender contender : List.of(
                Contender.plain(Proxy.REMOCAL),
                Contender.plain(Proxy.NGINX),
                Contender.withSessions(BenchLimits.MANY_SESSIONS),
                Contender.mirroringEverything())) {
            List<Turn> turns = List.of(new Turn(new Sample(100_000, 0, 4, 123_456, 999_999), 99_999_900, 100_000));
            rows.add(Row.of(Load.GRPC_16X1, contender, turns, Map.of()).withHalfPeak(12_345, turns));
        }
        Report report = new Report(BenchOptions.parse(List.of()), SURROUNDINGS, new Results(rows, Optional.empty()));

        assertThat(report.markdown().lines()).allMatch(line -> line.length() <= 120);
    }

    @Test
    void jsonHasFlatRowsWithMachineVersionsAndFlags() throws Exception {
        JsonNode json = new ObjectMapper().readTree(report().json());

        assertThat(json.at("/machine/processor").asText()).isEqualTo("abacus");
        assertThat(json.at("/versions/nginx").asText()).isEqualTo("1.22.1");
        assertThat(json.at("/flags/remocal/0").asText()).isEqualTo("-XX:+UseSerialGC");
        assertThat(json.at("/rows/0").toString())
                .isEqualTo("{\"load\":\"get-16\",\"contender\":\"remocal\",\"sessions\":0,\"cpuMicrosPerRequest\":16.0,"
                        + "\"requestsPerSecond\":50.0,\"p50Micros\":5.0,\"p99Micros\":9.0,\"failed\":1}");
        assertThat(json.at("/targets/0/met").asBoolean()).isTrue();
    }

    @Test
    void jsonHasNullForWhatCouldNotBeMeasured() throws Exception {
        Turn ended = new Turn(new Sample(0, 1, 0, Double.NaN, Double.NaN), Double.NaN, 0);
        Row row = Row.of(Load.GET_16, Contender.plain(Proxy.REMOCAL), List.of(ended), Map.of());
        Results results = new Results(List.of(row), Optional.empty());

        JsonNode json =
                new ObjectMapper().readTree(new Report(BenchOptions.parse(List.of()), SURROUNDINGS, results).json());

        assertThat(json.at("/rows/0/cpuMicrosPerRequest").isNull()).isTrue();
        assertThat(json.at("/rows/0/failed").asInt()).isEqualTo(1);
    }

    @Test
    void halfPeakIsOnTheSameRow() {
        Row row = row(Proxy.REMOCAL, 10).withHalfPeak(25, List.of(turn(100, 2000)));

        assertThat(row.figure(Row.HALF_PEAK_REQUESTS_PER_SECOND)).hasValue(25);
        assertThat(row.figure(Row.P99_AT_HALF_PEAK)).hasValue(9);
        assertThat(row.figure(Row.FAILED_AT_HALF_PEAK)).hasValue(1);
    }

    @Test
    void versionIsFoundInAProgramsOwnWords() {
        assertThat(Surroundings.version("nginx version: nginx/1.22.1")).isEqualTo("1.22.1");
        assertThat(Surroundings.version("HAProxy version 2.6.12-1+deb12u4 2026/10/17"))
                .isEqualTo("2.6.12-1+deb12u4");
        assertThat(Surroundings.version("/opt/python/3.11.7/bin/envoy  version: 0a1b2c/1.40.0/Clean/RELEASE"))
                .isEqualTo("1.40.0");
        assertThat(Surroundings.version("h2load nghttp2/1.52.0")).isEqualTo("1.52.0");
        assertThat(Surroundings.version("")).isEqualTo("unknown");
    }

    private static Report report() {
        BenchOptions options = BenchOptions.parse(List.of("--load", "get-16"));
        return new Report(options, SURROUNDINGS, results(16, 20, 30));
    }

    private static Results results(double remocal, double nginx, double haproxy) {
        return new Results(
                List.of(row(Proxy.REMOCAL, remocal), row(Proxy.NGINX, nginx), row(Proxy.HAPROXY, haproxy)),
                Optional.empty());
    }

    private static Row row(Proxy proxy, double cpuMicrosPerRequest) {
        return Row.of(Load.GET_16, Contender.plain(proxy), List.of(turn(100, 100 * cpuMicrosPerRequest)), Map.of());
    }

    private static Turn turn(long requests, double cpuMicros) {
        return new Turn(sample(requests), cpuMicros, 0);
    }

    private static Sample sample(long requests) {
        return new Sample(requests, 1, requests / 50.0, 5, 9);
    }
}
