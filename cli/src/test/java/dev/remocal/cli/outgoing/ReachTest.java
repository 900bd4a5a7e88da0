package dev.remocal.cli.outgoing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.remocal.cli.outgoing.Reach.Way;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReachTest {

    private final Reach reach = new Reach(
            List.of(HostPattern.parse("*.internal"), HostPattern.parse("db"), HostPattern.parse("10.1.*")),
            List.of(
                    HostPattern.parse("payments"),
                    HostPattern.parse("*.svc.cluster.local"),
                    HostPattern.parse("fd00::*")),
            Set.of("inventory", "inventory.shop", "10.96.0.7", "payments"),
            "cluster.local");

    @ParameterizedTest
    @CsvSource({
        "inventory,                       REMOTE",
        "INVENTORY.Shop,                  REMOTE",
        "inventory.shop.,                 REMOTE",
        "inventory.shop.svc,              REMOTE",
        "kafka-0.kafka.shop.svc,          REMOTE",
        "nobody.pod.cluster.local,        REMOTE",
        "10.96.0.7,                       REMOTE",
        "10.1.2.3,                        REMOTE",
        "ledger.eu.internal,              REMOTE",
        "db,                              REMOTE",
        "payments,                        LOCAL",
        "inventory.shop.svc.cluster.local, LOCAL",
        "fd00::7,                         LOCAL",
        "localhost,                       LOCAL",
        "app.localhost,                   LOCAL",
        "127.0.0.1,                       LOCAL",
        "::1,                             LOCAL",
        "example.com,                     LOCAL_FIRST",
        "10.96.0.8,                       LOCAL_FIRST",
        "internal,                        LOCAL_FIRST",
        "mydb,                            LOCAL_FIRST",
    })
    void isDecidedByPatternsAndByWhatIsKnown(String host, Way way) {
        assertThat(reach.of(host)).isEqualTo(way);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "http://x", "a/b", "[a]", "db:5432/x"})
    void aPatternIsAHost(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HostPattern.parse(text))
                .withMessageContaining("is no host");
    }
}
