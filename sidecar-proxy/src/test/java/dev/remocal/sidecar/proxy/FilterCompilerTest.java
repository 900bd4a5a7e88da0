package dev.remocal.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.remocal.protocol.Filter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FilterCompilerTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "host=~\"[a-\\\\x{10ffff}]\"",
                "host=~\"[a-\uffff]\"",
                "path=~\"(?i)[a-\\\\x{ffff}]\"",
                "path=~\"(?si:\\\\pL)\""
            })
    void whatIgnoresCaseBeyondAsciiIsRefused(String filter) {
        assertThatThrownBy(() -> new FilterCompiler().compile(Filter.parse(filter)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("beyond ASCII");
    }

    @Test
    void otherwiseBothAreAllowed() {
        assertThatNoException().isThrownBy(() -> {
            new FilterCompiler().compile(Filter.parse("host=~\"[^.]+\\\\.shop\\\\w*\""));
            new FilterCompiler().compile(Filter.parse("path=~\"/caf\u00e9/\\\\pL+\""));
            new FilterCompiler().compile(Filter.parse("path=~\"(?i)/orders/[a-z]+\""));
        });
    }
}
