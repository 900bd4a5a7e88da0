package dev.remocal.test.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemoOptionsTest {

    @Test
    void withoutFlagsItIsTheClusterOnLoopback() {
        DemoOptions options = DemoOptions.parse(List.of());
        assertThat(options.context()).isEmpty();
        assertThat(options.once() || options.json() || options.yes()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"-o json", "-ojson", "--output=json", "--output json"})
    void jsonHasManySpellings(String arguments) {
        assertThat(DemoOptions.parse(List.of(arguments.split(" "))).json()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"--context prod, remocal-demo", "--context=prod -n try, try", "--context prod --namespace=try, try"})
    void realClusterHasANamespaceOfItsOwn(String arguments, String namespace) {
        DemoOptions options = DemoOptions.parse(List.of(arguments.split(" ")));
        assertThat(options.context()).contains("prod");
        assertThat(options.namespace()).isEqualTo(namespace);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            -o yaml       | -o is yaml; allowed are text and json.
            --yes         | --yes is for a real cluster: name it with --context.
            -n shop       | --namespace is for a real cluster: name it with --context.
            --context     | --context needs a value.
            --once=true   | --once=true is not a flag of remocal demo.
            shop          | shop is not a flag of remocal demo.
            """)
    void wrongUsageIsExplained(String arguments, String sentence) {
        assertThatThrownBy(() -> DemoOptions.parse(List.of(arguments.split(" "))))
                .hasMessage(sentence);
    }
}
