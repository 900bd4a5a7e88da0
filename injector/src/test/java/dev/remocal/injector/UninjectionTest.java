package dev.remocal.injector;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UninjectionTest {

    private static final String POD = """
            metadata:
              name: payments
            spec:
              containers:
                - name: app
                  ports:
                    - name: http
                      containerPort: 8080
                  livenessProbe:
                    httpGet: {port: http}
            """;

    @Test
    void whatOthersHaveAddedSinceStays() throws Exception {
        ObjectNode injected = injected();
        ObjectNode proxy = GoldenCase.YAML.createObjectNode().put("name", "istio-proxy");
        ((ArrayNode) injected.at("/spec/containers")).insert(0, proxy);
        ((ArrayNode) injected.at("/spec/initContainers")).insert(0, proxy.deepCopy());
        ((ObjectNode) injected.at("/metadata/labels")).put("team", "shop");

        ObjectNode expected = (ObjectNode) GoldenCase.YAML.readTree(POD);
        ((ArrayNode) expected.at("/spec/containers")).insert(0, proxy.deepCopy());
        ((ObjectNode) expected.path("spec")).putArray("initContainers").add(proxy.deepCopy());
        ((ObjectNode) expected.path("metadata")).putObject("labels").put("team", "shop");

        assertThat(Uninjection.of(injected))
                .isInstanceOfSatisfying(
                        Uninjection.Restored.class,
                        restored -> assertThat(restored.pod()).isEqualTo(expected));
    }

    @Test
    void whatIsNoLongerThereIsNotPutBack() throws Exception {
        ObjectNode injected = injected();
        ((ObjectNode) injected.at("/spec/containers/0")).remove("livenessProbe");

        ObjectNode expected = (ObjectNode) GoldenCase.YAML.readTree(POD);
        ((ObjectNode) expected.at("/spec/containers/0")).remove("livenessProbe");

        assertThat(Uninjection.of(injected))
                .isInstanceOfSatisfying(
                        Uninjection.Restored.class,
                        restored -> assertThat(restored.pod()).isEqualTo(expected));
    }

    @Test
    void aPodWithoutTheSidecarIsNamed() throws Exception {
        assertThat(Uninjection.of(GoldenCase.YAML.readTree(POD)))
                .isEqualTo(new Uninjection.Impossible("Pod payments has no sidecar."));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{\"added\":{}}", "{\"replaced\":[]}", "{\"added\":[\"spec\"]}"})
    void aDamagedAnnotationIsNamed(String value) throws Exception {
        ObjectNode injected = injected();
        ((ObjectNode) injected.at("/metadata/annotations")).put(PodMetadata.ORIGINAL_ANNOTATION, value);

        assertThat(Uninjection.of(injected))
                .isInstanceOfSatisfying(
                        Uninjection.Impossible.class,
                        impossible -> assertThat(impossible.sentence())
                                .startsWith("Annotation remocal.dev/original of pod payments is \"" + value
                                        + "\", not what"));
    }

    private static ObjectNode injected() throws Exception {
        JsonNode pod = GoldenCase.YAML.readTree(POD);
        InjectionSettings settings =
                new InjectionSettings("sidecar:1", null, "10m", "1", "96Mi", "256Mi", OptionalLong.of(65_532));
        return ((Decision.Inject) Injector.decide(pod, NamespaceInjection.ALL, settings))
                .pod()
                .deepCopy();
    }
}
