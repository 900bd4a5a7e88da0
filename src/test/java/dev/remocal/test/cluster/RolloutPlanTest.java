package dev.remocal.test.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RolloutPlanTest {

    @Test
    void emptyDeploymentCreatesAllItsPods() {
        assertThat(RolloutPlan.of(3, List.of())).isEqualTo(new RolloutPlan(3, List.of()));
    }

    @Test
    void updateBeginsWithASurgeAndRemovesNothing() {
        assertThat(RolloutPlan.of(2, List.of(old("a", true), old("b", true)))).isEqualTo(new RolloutPlan(1, List.of()));
    }

    @Test
    void oldPodGoesOnlyOnceTheNewOneIsReady() {
        assertThat(RolloutPlan.of(2, List.of(old("a", true), old("b", true), current("c", false))))
                .isEqualTo(new RolloutPlan(0, List.of()));
        assertThat(RolloutPlan.of(2, List.of(old("a", true), old("b", true), current("c", true))))
                .isEqualTo(new RolloutPlan(0, List.of("a")));
    }

    @Test
    void fourPodsMayMissOne() {
        assertThat(RolloutPlan.of(4, List.of(old("a", true), old("b", true), old("c", true), old("d", true))))
                .isEqualTo(new RolloutPlan(1, List.of("a")));
    }

    @Test
    void scalingDownRemovesTheUnreadyFirst() {
        assertThat(RolloutPlan.of(1, List.of(current("a", true), current("b", false))))
                .isEqualTo(new RolloutPlan(0, List.of("b")));
    }

    @Test
    void scalingToZeroRemovesAll() {
        assertThat(RolloutPlan.of(0, List.of(current("a", true), old("b", true)))
                        .remove())
                .containsExactlyInAnyOrder("a", "b");
    }

    private static RolloutPlan.Replica old(String name, boolean ready) {
        return new RolloutPlan.Replica(name, false, ready);
    }

    private static RolloutPlan.Replica current(String name, boolean ready) {
        return new RolloutPlan.Replica(name, true, ready);
    }
}
