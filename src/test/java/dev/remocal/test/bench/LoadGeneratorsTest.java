package dev.remocal.test.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What is told to wrk and h2load, and what is read from them. */
class LoadGeneratorsTest {

    private static final Load.Requests GRPC = new Load.Requests(Load.RequestKind.GRPC, 4, 16);
    private static final H2load.Files FILES = new H2load.Files("h2load.log", "grpc.body");

    @Test
    void wrkSendsTenFieldsWithHost() {
        assertThat(Wrk.script(Load.RequestKind.GET).lines().filter(line -> line.startsWith("wrk.headers")))
                .hasSize(9)
                .contains("wrk.headers[\"Sec-Fetch-Mode\"] = \"navigate\"");
    }

    @Test
    void wrkPostsSixteenKibibytes() {
        assertThat(Wrk.script(Load.RequestKind.POST))
                .contains("wrk.method = \"POST\"", "wrk.body = string.rep(\"x\", 16384)");
    }

    @Test
    void wrkScriptCallsNothingForEachRequest() {
        assertThat(Wrk.script(Load.RequestKind.POST)).doesNotContain("request =", "response =");
    }

    @Test
    void readsWhatWrkPrints() {
        Sample sample = Wrk.parse("""
                Running 3s test @ http://127.0.0.1:1234/
                Requests/sec:  99999.99
                FIGURES requests=1000 micros=2000000 p50=150 p99=900 connect=1 read=2 write=3 timeout=4 status=5
                """);

        assertThat(sample).isEqualTo(new Sample(995, 15, 2.0, 150, 900));
        assertThat(sample.requestsPerSecond()).isEqualTo(497.5);
    }

    @Test
    void wrkThatPrintsNoFiguresHasFailed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Wrk.parse("unable to connect"))
                .withMessageContaining("unable to connect");
    }

    @Test
    void h2loadSendsGrpcAsFastAsItGoes() {
        assertThat(H2load.command("h2load", FILES, GRPC, 4, "http://app/"))
                .contains("--clients=4", "--duration=4", "--max-concurrent-streams=16")
                .contains("--data=grpc.body", "--header=te: trailers")
                .endsWith("http://app/");
    }

    @Test
    void readsWhatH2loadPrints() {
        Sample sample = H2load.parse("""
                finished in 4.00s, 25.50 req/s, 1.00MB/s
                requests: 110 total, 110 started, 103 done, 100 succeeded, 3 failed, 2 errored, 1 timeout
                status codes: 100 2xx, 0 3xx, 0 4xx, 1 5xx
                """, List.of("1\t200\t30", "2\t200\t10", "3\t503\t9999", "4\t200\t20"));

        assertThat(sample).isEqualTo(new Sample(100, 3, 4.0, 20, 30));
    }

    @Test
    void readsH2loadsUnitsOfTime() {
        String requests = "\nrequests: 1 total, 1 started, 1 done, 1 succeeded, 0 failed, 0 errored, 0 timeout\n";

        assertThat(H2load.parse("finished in 250.00ms, 1 req/s" + requests, List.of())
                        .seconds())
                .isEqualTo(0.25);
        assertThat(H2load.parse("finished in 2.00m, 1 req/s" + requests, List.of())
                        .seconds())
                .isEqualTo(120);
    }

    @Test
    void h2loadThatPrintsNoFiguresHasFailed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> H2load.parse("connection refused", List.of()))
                .withMessageContaining("connection refused");
    }
}
