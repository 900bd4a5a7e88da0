package dev.remocal.sidecar.outgoing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remocal.protocol.ResolverReport;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResolverSettingsTest {

    private static ResolverReport report(String text) {
        return ResolverSettings.parse(text.lines().toList()).report();
    }

    @Test
    void whatTheKubeletWritesIsRead() {
        assertThat(report("""
                        search shop.svc.cluster.local svc.cluster.local cluster.local
                        nameserver 10.96.0.10
                        nameserver fd00::a
                        options ndots:5
                        """))
                .isEqualTo(new ResolverReport(
                        List.of("10.96.0.10:53", "[fd00::a]:53"),
                        List.of("shop.svc.cluster.local", "svc.cluster.local", "cluster.local"),
                        5));
    }

    @Test
    void commentsTabsAndUnknownOptionsDoNotDisturb() {
        assertThat(report("""
                        # nameserver 1.1.1.1
                        ; nameserver 2.2.2.2
                          nameserver\t10.96.0.10   \s
                        options edns0 ndots:2 timeout:1
                        sortlist 10.0.0.0
                        nameserver
                        nameserver not-an-address
                        """)).isEqualTo(new ResolverReport(List.of("10.96.0.10:53"), List.of(), 2));
    }

    @Test
    void theLastSearchListCounts() {
        assertThat(report("domain a.example\nsearch b.example c.example\n").search())
                .containsExactly("b.example", "c.example");
    }

    @Test
    void aPortMayFollowTheAddress() {
        assertThat(report("nameserver 127.0.0.1.15353").nameservers()).containsExactly("127.0.0.1:15353");
    }

    @Test
    void anEmptyFileAndNoneMeanTheHostItself() {
        ResolverReport standard = new ResolverReport(List.of("127.0.0.1:53"), List.of(), 1);
        assertThat(report("")).isEqualTo(standard);
        assertThat(ResolverSettings.read(Path.of("no/such/file")).report()).isEqualTo(standard);
    }
}
