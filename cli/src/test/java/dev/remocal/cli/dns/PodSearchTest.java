package dev.remocal.cli.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.xbill.DNS.Name;

class PodSearchTest {

    private static final PodSearch SEARCH = new PodSearch(
            Stream.of("shop.svc.cluster.local.", "svc.cluster.local.", "cluster.local.")
                    .map(Name::fromConstantString)
                    .toList(),
            5,
            Name.fromConstantString("cluster.local."));

    private static final String LONG_LABEL = "x".repeat(60);

    /** In a name of 253 characters there is no room for a domain. */
    private static final String LONGEST =
            String.join(".", LONG_LABEL, LONG_LABEL, LONG_LABEL, LONG_LABEL, "12345678") + ".";

    static Stream<Arguments> names() {
        return Stream.of(
                arguments(
                        "payments.",
                        List.of(
                                "payments.shop.svc.cluster.local.",
                                "payments.svc.cluster.local.",
                                "payments.cluster.local.",
                                "payments.")),
                arguments(
                        "payments.shop.svc.",
                        List.of(
                                "payments.shop.svc.shop.svc.cluster.local.",
                                "payments.shop.svc.svc.cluster.local.",
                                "payments.shop.svc.cluster.local.",
                                "payments.shop.svc.")),
                arguments(
                        "a.b.c.d.e.f.",
                        List.of(
                                "a.b.c.d.e.f.",
                                "a.b.c.d.e.f.shop.svc.cluster.local.",
                                "a.b.c.d.e.f.svc.cluster.local.",
                                "a.b.c.d.e.f.cluster.local.")),
                arguments("payments.shop.svc.cluster.local.", List.of("payments.shop.svc.cluster.local.")),
                arguments("Payments.Shop.Svc.Cluster.Local.", List.of("Payments.Shop.Svc.Cluster.Local.")),
                arguments("7.0.96.10.in-addr.arpa.", List.of("7.0.96.10.in-addr.arpa.")),
                arguments(LONGEST, List.of(LONGEST)));
    }

    @ParameterizedTest
    @MethodSource("names")
    void candidatesAreAsInThePod(String name, List<String> candidates) {
        assertThat(SEARCH.candidates(Name.fromConstantString(name)))
                .extracting(Name::toString)
                .isEqualTo(candidates);
    }
}
