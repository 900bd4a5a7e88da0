package dev.remocal.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReviewRoomTest {

    private final ReviewRoom room = new ReviewRoom(10);

    @Test
    void whatFitsExactlyIsTaken() {
        assertThat(room.tryTake(4)).isTrue();
        assertThat(room.tryTake(6)).isTrue();
        assertThat(room.tryTake(1)).isFalse();
    }

    @Test
    void whatIsRefusedTakesNoRoom() {
        assertThat(room.tryTake(11)).isFalse();
        assertThat(room.tryTake(10)).isTrue();
    }

    @Test
    void whatIsGivenBackCanBeTakenAgain() {
        assertThat(room.tryTake(10)).isTrue();
        room.giveBack(3);
        assertThat(room.tryTake(4)).isFalse();
        assertThat(room.tryTake(3)).isTrue();
    }
}
