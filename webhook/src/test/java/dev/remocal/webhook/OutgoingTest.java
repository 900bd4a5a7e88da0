package dev.remocal.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the namespace's annotation makes of the sidecar, and what becomes of a pod whose namespace cannot be read. */
@QuarkusTest
@SuppressWarnings("NullAway.Init") // Quarkus sets the fields
@QuarkusTestResource(TestCertificate.class)
@TestProfile(OutgoingTest.ReadingNamespaces.class)
class OutgoingTest {

    @TestHTTPResource(value = "/mutate/pods", tls = true)
    URI enabled;

    @Test
    void whatTheNamespaceForbidsIsForbiddenToTheSidecar() {
        answer("strict").body("response", not(hasKey("warnings")));

        assertThat(outgoing("strict")).isEqualTo("all;!*:5432");
    }

    @ParameterizedTest
    @CsvSource({"plain", "labelled"})
    void aNamespaceWithoutTheAnnotationForbidsNothing(String namespace) {
        answer(namespace).body("response", not(hasKey("warnings")));

        assertThat(outgoing(namespace)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            forbidden | remocal outgoing-unknown: Namespace forbidden could not be read for what developers may reach, so they reach nothing from inside the pod: the webhook has no right to get namespaces; upgrade its chart, then create the pod anew.
            gone      | remocal outgoing-unknown: Namespace gone could not be read for what developers may reach, so they reach nothing from inside the pod: the API server says that there is none; create the pod anew.
            mistaken  | remocal outgoing-unknown: Annotation remocal.dev/outgoing of namespace mistaken is "db:http", so that developers reach nothing; rule 'db:http'
            broken    | remocal outgoing-unknown: Namespace broken could not be read for what developers may reach, so they reach nothing from inside the pod: Failure executing: GET at:
            """)
    void whereItIsUnknownThePodIsInjectedAndNothingIsAllowed(String namespace, String warning) {
        answer(namespace).body("response.warnings", contains(startsWith(warning)));

        assertThat(outgoing(namespace)).isEqualTo("all;?");
    }

    private String outgoing(String namespace) {
        String patch = answer(namespace).extract().path("response.patch");
        JsonNode environment = Reviews.patched("deployment", patch).at("/spec/initContainers/0/env");
        return environment
                .valueStream()
                .filter(variable -> variable.path("name").asText().equals("REMOCAL_OUTGOING"))
                .map(variable -> variable.path("value").asText())
                .findFirst()
                .orElse("");
    }

    private ValidatableResponse answer(String namespace) {
        return TestCertificate.client()
                .contentType(ContentType.JSON)
                .body(Reviews.with("deployment", "/request", "namespace", namespace)
                        .toString())
                .post(enabled)
                .then()
                .statusCode(200);
    }

    public static class ReadingNamespaces implements QuarkusTestProfile {

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(Namespaces.class));
        }
    }

    /** An API server that knows some namespaces. */
    public static class Namespaces implements QuarkusTestResourceLifecycleManager {

        private final KubernetesMockServer server = new KubernetesMockServer(false);

        @Override
        public Map<String, String> start() {
            server.init();
            namespace("strict", Map.of("remocal.dev/outgoing", "!*:5432"));
            namespace("mistaken", Map.of("remocal.dev/outgoing", "db:http"));
            namespace("labelled", Map.of("team", "payments"));
            namespace("plain", Map.of());
            refusing("forbidden", 403);
            refusing("broken", 500);
            System.setProperty(Config.KUBERNETES_MASTER_SYSTEM_PROPERTY, server.url("/"));
            return Map.of("remocal.outgoing.read-namespaces", "true");
        }

        private void namespace(String name, Map<String, String> annotations) {
            answer(
                    name,
                    200,
                    new NamespaceBuilder()
                            .withNewMetadata()
                            .withName(name)
                            .withAnnotations(annotations)
                            .endMetadata()
                            .build());
        }

        private void refusing(String name, int status) {
            answer(name, status, new StatusBuilder().withCode(status).build());
        }

        private void answer(String name, int status, Object body) {
            server.expect()
                    .get()
                    .withPath("/api/v1/namespaces/" + name)
                    .andReturn(status, body)
                    .always();
        }

        @Override
        public int order() {
            return 1;
        }

        @Override
        public void stop() {
            System.clearProperty(Config.KUBERNETES_MASTER_SYSTEM_PROPERTY);
            server.destroy();
        }
    }
}
