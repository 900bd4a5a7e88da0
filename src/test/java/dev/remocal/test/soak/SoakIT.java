package dev.remocal.test.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remocal.test.cluster.ClusterUnavailableException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** A short run of what {@code src/test/bench/soak} does for longer. */
class SoakIT {

    /** By this seed the first three sessions are cut off and detached, killed, and one that mirrors. */
    private static final long SEED = 296;

    private static final SoakOptions SHORT = new SoakOptions(20_000, SEED);

    @Test
    void nothingFailsAndNothingIsMisroutedWhileSessionsComeAndGo() throws InterruptedException {
        List<String> progress = Collections.synchronizedList(new ArrayList<>());
        Summary summary = run(progress);

        assertThat(summary.succeeded()).as(() -> String.join("\n", progress)).isTrue();
        assertThat(summary.requests()).isEqualTo(SHORT.requests());
        assertThat(summary.http1()).isPositive();
        assertThat(summary.grpc()).isPositive();
        assertThat(summary.byDevelopers()).isPositive();
        assertThat(summary.attaches())
                .isEqualTo(summary.detaches() + summary.kills())
                .isPositive();
        assertThat(summary.kills()).isPositive();
        assertThat(summary.cuts()).isPositive();
        assertThat(summary.peakRssMiB()).isPositive();
    }

    private static Summary run(List<String> progress) throws InterruptedException {
        try {
            return new Soak(SHORT, progress::add).run(interrupted -> {});
        } catch (ClusterUnavailableException none) {
            return Assumptions.abort(String.valueOf(none.getMessage()));
        }
    }
}
