package dev.remocal.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SamplingTest {

    private static final int REQUESTS = 100_000;
    /** Five standard deviations of a share of 1/2 over that many requests, the widest there is: 1 in 1.7 million fails. */
    private static final double TOLERANCE_PERCENT = 5 * 100 * 0.5 / Math.sqrt(REQUESTS);

    private static RequestHead request(String fields) {
        String head = "GET / HTTP/1.1\r\nHost: shop\r\n" + fields + "\r\n";
        return RequestHead.parse(Unpooled.copiedBuffer(head, StandardCharsets.ISO_8859_1));
    }

    private static RequestHead traced(String traceId) {
        return request("traceparent: 00-" + traceId + "-00f067aa0ba902b7-01\r\n");
    }

    private static String random(Random random) {
        byte[] id = new byte[16];
        random.nextBytes(id);
        return HexFormat.of().formatHex(id);
    }

    private static void assertShare(double percent, IntPredicate taken) {
        long count = IntStream.range(0, REQUESTS).filter(taken).count();
        assertThat(count * 100.0 / REQUESTS).isBetween(percent - TOLERANCE_PERCENT, percent + TOLERANCE_PERCENT);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 1, 10, 33.3, 50, 90, 99.9})
    void takesItsShareOfTraces(double percent) {
        Sampling sampling = Sampling.of(percent);
        Random ids = new Random(1);
        assertShare(percent, i -> sampling.takes(traced(random(ids))));
    }

    /** As X-Ray and others make them: the time in front, or 64 bits only with zeros in front or behind. */
    @ParameterizedTest
    @CsvSource({"00000000%016x0000, ''", "%016x, 0000000000000000", "0000000000000000%016x, ''"})
    void takesItsShareOfTracesThatAreNumbered(String front, String back) {
        Sampling sampling = Sampling.of(10.0);
        assertShare(10, i -> {
            String id = String.format(front, i + 1L) + back;
            return sampling.takes(traced((id + "0".repeat(32)).substring(0, 32)));
        });
    }

    @Test
    void takesItsShareOfRequestsWithoutATrace() {
        Sampling sampling = Sampling.of(10.0);
        RequestHead request = request("");
        assertShare(10, i -> sampling.takes(request));
        assertShare(10, i -> sampling.takesConnection());
    }

    @Test
    void takesATraceWholeAndEverywhere() {
        Random ids = new Random(2);
        for (int i = 0; i < 1000; i++) {
            String id = random(ids);
            RequestHead here = request("traceparent: 00-" + id + "-00f067aa0ba902b7-01\r\n");
            RequestHead there = request("a: b\r\nTraceParent: 00-" + id + "-a1b2c3d4e5f60718-00\r\n");
            assertThat(Sampling.of(30.0).takes(there))
                    .isEqualTo(Sampling.of(30.0).takes(here));
        }
    }

    @Test
    void largerShareTakesWhatASmallerOneTakes() {
        Random ids = new Random(3);
        for (int i = 0; i < 1000; i++) {
            RequestHead request = traced(random(ids));
            assertThat(Sampling.of(40.0).takes(request))
                    .isIn(true, Sampling.of(10.0).takes(request));
        }
    }

    @Test
    void allIsAll() {
        Random ids = new Random(4);
        for (int i = 0; i < 1000; i++) {
            assertThat(Sampling.of(100.0).takes(traced(random(ids)))).isTrue();
            assertThat(Sampling.of(null).takes(traced(random(ids)))).isTrue();
            assertThat(Sampling.of(100.0).takes(request(""))).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01, true",
        "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-later, true",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-later, false",
        "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01later, false",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01, false",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01, false",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01, false",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01, false",
        "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01, false",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7, false",
        "00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01, false",
        "'', false",
    })
    void traceIsOneThatTheSpecificationAllows(String value, boolean valid) {
        Long hash = TraceParent.traceHash(request("traceparent: " + value + "\r\n"));
        assertThat(hash != null).isEqualTo(valid);
    }

    @Test
    void firstValidTraceCounts() {
        String valid = "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\n";
        assertThat(TraceParent.traceHash(request("traceparent: x\r\n" + valid)))
                .isEqualTo(TraceParent.traceHash(request(valid)))
                .isNotNull();
    }
}
