package dev.remocal.test.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CrossCheckTest {

    private static final int IN_FLIGHT = 64;

    @Test
    void countsThatAgreeWithinAPercentAreBelieved() {
        assertThat(agrees(100_000, 0, 99_000)).isTrue();
        assertThat(agrees(100_000, 0, 101_000 + IN_FLIGHT)).isTrue();
    }

    @Test
    void answersThatTheBackendNeverGaveAreNot() {
        assertThat(agrees(100_000, 0, 98_999)).isFalse();
    }

    @Test
    void answersThatNobodyCountedAreNot() {
        assertThat(agrees(100_000, 0, 101_001 + IN_FLIGHT)).isFalse();
    }

    @Test
    void failureMayHaveReachedTheBackendOrNot() {
        assertThat(agrees(1000, 500, 1000)).isTrue();
        assertThat(agrees(1000, 500, 1500)).isTrue();
        assertThat(agrees(1000, 500, 1600)).isFalse();
    }

    @Test
    void requestsUnderWayAreConnectionsTimesStreams() {
        Sample sample = new Sample(1000, 0, 1, 1, 1);

        assertThat(CrossCheck.of(Load.GRPC_4X16, sample, 1074).agrees()).isTrue();
        assertThat(CrossCheck.of(Load.GRPC_4X16, sample, 1075).agrees()).isFalse();
        assertThat(CrossCheck.of(Load.DOWNLOAD, sample, 1011).agrees()).isFalse();
    }

    private static boolean agrees(long answered, long failed, long served) {
        return new CrossCheck(new Sample(answered, failed, 1, 1, 1), served, IN_FLIGHT).agrees();
    }
}
