package dev.remocal.cli.names;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class HostsFileTest {

    private static final NamePlan PLAN = NamePlan.of(
            List.of(Shop.PAYMENTS, Shop.service("silent", "shop", "10.0.0.5")), Shop.surroundings(OptionalInt.of(77)));

    @Test
    void clusterComesFirstAndTheLaptopKeepsWhatDoesNotClash() {
        assertThat(HostsFile.of(PLAN, """
                # laptop
                127.0.0.1\tlocalhost payments Payments.Shop # ours
                127.0.1.1 payments

                192.168.1.9 printer
                """)).isEqualTo("""
                127.77.0.1\tpayments.shop.svc.cluster.local payments.shop.svc payments.shop payments
                # laptop
                127.0.0.1 localhost

                192.168.1.9 printer
                """);
    }

    @Test
    void lastLineNeedsNoEnd() {
        assertThat(HostsFile.of(new NamePlan(List.of()), "127.0.0.1 localhost")).isEqualTo("127.0.0.1 localhost\n");
    }
}
