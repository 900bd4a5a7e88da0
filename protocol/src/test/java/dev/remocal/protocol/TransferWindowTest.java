package dev.remocal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TransferWindowTest {

    private static final int FIRST = Limits.STREAM_WINDOW_BYTES;
    private static final int GROWTH = (Limits.WINDOW_GROWTH - 1) * FIRST;
    private static final long AT_ONCE = Limits.TAKEN_AT_ONCE.toNanos();

    private final TransferWindow.Room room = new TransferWindow.Room();

    /** Near the end of what it can count: nothing may rest on a clock that begins at 0. */
    private long now = Long.MAX_VALUE;

    @Test
    void growsOnceItWasFilledAndTaken() {
        TransferWindow window = new TransferWindow(room);
        assertThat(passed(window, FIRST - 1, AT_ONCE)).isZero();
        assertThat(passed(window, 1, AT_ONCE)).isEqualTo(GROWTH);
        assertThat(passed(window, FIRST + GROWTH - 1, AT_ONCE)).isZero();
        assertThat(passed(window, 1, AT_ONCE)).isEqualTo(Limits.WINDOW_GROWTH * GROWTH);
    }

    @Test
    void staysForAReceiverThatLags() {
        TransferWindow window = new TransferWindow(room);
        assertThat(passed(window, FIRST - 1, AT_ONCE)).isZero();
        assertThat(passed(window, FIRST, AT_ONCE + 1)).isZero();
        assertThat(passed(window, FIRST - 1, AT_ONCE))
                .as("what came before it lagged counts no more")
                .isZero();
        assertThat(passed(window, 1, AT_ONCE)).isEqualTo(GROWTH);
    }

    /** The first byte that waits is the one that counts. */
    @Test
    void lagsFromWhatHasWaitedLongest() {
        TransferWindow window = new TransferWindow(room);
        window.arrived(FIRST / 2, now);
        now += AT_ONCE + 1;
        window.arrived(FIRST / 2, now);
        assertThat(window.taken(now)).isZero();
    }

    @Test
    void staysForASenderThatIsSlowerThanAWindowInTheLongestRoundTrip() {
        TransferWindow window = new TransferWindow(room);
        assertThat(passed(window, FIRST / 2, 0)).isZero();
        now += Limits.LONGEST_ROUND_TRIP.toNanos() + 1;
        assertThat(passed(window, FIRST / 2, 0)).isZero();
        assertThat(passed(window, FIRST / 2, 0)).isZero();
        now += Limits.LONGEST_ROUND_TRIP.toNanos();
        assertThat(passed(window, FIRST / 2, 0)).isEqualTo(GROWTH);
    }

    @Test
    void readingOnWithoutAnythingNewIsNoProgress() {
        TransferWindow window = new TransferWindow(room);
        assertThat(window.taken(now)).isZero();
        assertThat(passed(window, FIRST - 1, 0)).isZero();
        now += Duration.ofMillis(500).toNanos();
        assertThat(window.taken(now)).isZero();
        assertThat(passed(window, 1, 0)).isEqualTo(GROWTH);
    }

    @Test
    void endsAtTheLimit() {
        assertThat(FIRST + grow(new TransferWindow(room))).isEqualTo(Limits.MAX_STREAM_WINDOW_BYTES);
    }

    @Test
    void allShareTheirRoomAndGiveItBack() {
        List<TransferWindow> windows =
                IntStream.range(0, 10).mapToObj(i -> new TransferWindow(room)).toList();
        assertThat(windows.stream().mapToInt(this::grow).sum()).isEqualTo(Limits.WINDOW_ROOM_BYTES);

        windows.getFirst().end();
        windows.getFirst().end();
        assertThat(grow(new TransferWindow(room))).isEqualTo(Limits.MAX_STREAM_WINDOW_BYTES - FIRST);
        assertThat(grow(new TransferWindow(room))).isZero();
    }

    private int passed(TransferWindow window, int bytes, long nanosLater) {
        window.arrived(bytes, now);
        now += nanosLater;
        return window.taken(now);
    }

    /** As large as it gets. */
    private int grow(TransferWindow window) {
        return IntStream.range(0, 10)
                .map(i -> passed(window, Limits.MAX_STREAM_WINDOW_BYTES, 0))
                .sum();
    }
}
