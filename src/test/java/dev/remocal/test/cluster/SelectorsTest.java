package dev.remocal.test.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectorsTest {

    private static final String POD = """
            {"metadata": {"name": "p1", "labels": {"app": "payments", "tier": "back"}}, "status": {"phase": "Running"}}
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "app=payments | true",
                "app==payments,tier=back | true",
                "app!=payments | false",
                "other!=payments | true",
                "app | true",
                "!app | false",
                "app in (orders, payments),tier=back | true",
                "app notin (orders) | true",
                "app notin (orders, payments) | false",
            })
    void labels(String selector, boolean matches) throws JsonProcessingException {
        assertThat(Selectors.labels(selector).test(pod())).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "metadata.name=p1 | true",
                "metadata.name=p2 | false",
                "status.phase!=Failed,metadata.name=p1 | true",
                "spec.nodeName= | true",
            })
    void fields(String selector, boolean matches) throws JsonProcessingException {
        assertThat(Selectors.fields(selector).test(pod())).isEqualTo(matches);
    }

    private static JsonNode pod() throws JsonProcessingException {
        return Store.JSON.readTree(POD);
    }
}
