package dev.remocal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyVariablesTest {

    @Test
    void programsOfAllKindsFindTheProxies() {
        assertThat(ProxyVariables.of(1080, 3128, List.of("inventory", "inventory.shop")))
                .containsEntry("ALL_PROXY", "socks5h://127.0.0.1:1080")
                .containsEntry("all_proxy", "socks5h://127.0.0.1:1080")
                .containsEntry("HTTP_PROXY", "http://127.0.0.1:3128")
                .containsEntry("http_proxy", "http://127.0.0.1:3128")
                .containsEntry("HTTPS_PROXY", "http://127.0.0.1:3128")
                .containsEntry("https_proxy", "http://127.0.0.1:3128")
                .containsEntry("NO_PROXY", "localhost,127.0.0.1,::1,127.0.0.0/8,inventory,inventory.shop")
                .containsEntry("no_proxy", "localhost,127.0.0.1,::1,127.0.0.0/8,inventory,inventory.shop")
                .hasSize(8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP_PROXY", "https_proxy", "ALL_PROXY"})
    void thisMachinesOwnAreSeen(String name) {
        assertThat(ProxyVariables.areSet(Map.of(name, "http://proxy:3128"))).isTrue();
        assertThat(ProxyVariables.areSet(Map.of(name, "", "NO_PROXY", "x"))).isFalse();
    }
}
