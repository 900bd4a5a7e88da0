package dev.remocal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SupervisionTest {

    @Test
    void grpcTakesTheSystemsResolverUnlessItIsToldWhich() {
        assertThat(Supervision.variables(Map.of())).containsExactly(Map.entry("GRPC_DNS_RESOLVER", "native"));
        assertThat(Supervision.variables(Map.of("GRPC_DNS_RESOLVER", "ares"))).isEmpty();
    }
}
