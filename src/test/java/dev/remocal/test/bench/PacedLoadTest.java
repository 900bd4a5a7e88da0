package dev.remocal.test.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Against the benchmark's own backend, with nothing in between. */
class PacedLoadTest {

    private final Backend backend = new Backend();

    @AfterEach
    void close() {
        backend.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"GET_16", "POST_16K", "GRPC_16X1", "GRPC_4X16"})
    void everyRequestIsSentOnceAndAnswered(Load load) {
        Sample sample = run((Load.Requests) load.shape());

        assertThat(sample.requests()).isEqualTo(400);
        assertThat(sample.failed()).isZero();
        assertThat(backend.served()).isEqualTo(400);
        assertThat(sample.seconds()).isGreaterThanOrEqualTo(0.99);
        assertThat(sample.p99Micros())
                .isGreaterThanOrEqualTo(sample.p50Micros())
                .isPositive();
    }

    @Test
    void connectionsThatTheOtherSideClosesFailWhatComesAfter() {
        Sample sample = run(new Load.Requests(Load.RequestKind.GET_AND_CLOSE, 4, 1));

        assertThat(sample.requests()).isEqualTo(4);
        assertThat(sample.failed()).isEqualTo(396);
    }

    private Sample run(Load.Requests requests) {
        try (PacedLoad load = new PacedLoad(requests, backend.port())) {
            return load.run(1, 400);
        }
    }
}
