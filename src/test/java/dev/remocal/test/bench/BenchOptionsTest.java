package dev.remocal.test.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class BenchOptionsTest {

    @Test
    void withoutFlagsEverythingIsCompared() {
        BenchOptions options = parse();

        assertThat(options.loads()).containsExactly(Load.values());
        assertThat(options.proxies()).containsExactlyInAnyOrder(Proxy.values());
        assertThat(options.rounds()).isEqualTo(BenchLimits.DEFAULT_ROUNDS);
        assertThat(options.seconds()).isEqualTo(BenchLimits.DEFAULT_SECONDS);
        assertThat(options.json()).isEmpty();
    }

    @Test
    void severalLoadsFollowOneFlagOrCommasOrSeveralFlags() {
        List<Load> loads = List.of(Load.GET_16, Load.UPLOAD);

        assertThat(parse("--load", "get-16", "upload").loads()).isEqualTo(loads);
        assertThat(parse("--load=get-16,upload").loads()).isEqualTo(loads);
        assertThat(parse("--load", "get-16", "--load", "upload").loads()).isEqualTo(loads);
    }

    @Test
    void readsRoundsSecondsAndTheFile() {
        BenchOptions options = parse("--rounds", "3", "--seconds=2", "--json", "figures.json", "--growth", "10");

        assertThat(options.rounds()).isEqualTo(3);
        assertThat(options.seconds()).isEqualTo(2);
        assertThat(options.json()).contains(Path.of("figures.json"));
        assertThat(options.growthMinutes()).isEqualTo(10);
    }

    @Test
    void leavesOutWhatItIsTold() {
        assertThat(parse("--without", "envoy", "relay").proxies())
                .containsExactlyInAnyOrder(Proxy.REMOCAL, Proxy.NGINX, Proxy.HAPROXY);
    }

    @Test
    void saysWhatIsAllowed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse("--load", "get-17"))
                .withMessageStartingWith("'get-17' is no load; there are get-1, get-16,");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse("--without", "apache"))
                .withMessage("'apache' is no contender; there are remocal, relay, nginx, haproxy, envoy.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse("--rounds", "0"))
                .withMessage("--rounds wants a number from 1 on, not '0'.");
        assertThatIllegalArgumentException().isThrownBy(() -> parse("--json")).withMessage("--json wants a value.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse("get-16"))
                .withMessage("'get-16' is no flag of the benchmark.");
    }

    private static BenchOptions parse(String... words) {
        return BenchOptions.parse(List.of(words));
    }
}
