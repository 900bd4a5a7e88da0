package dev.remocal.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The running webhook, over TLS as the API server calls it. */
@QuarkusTest
@SuppressWarnings("NullAway.Init") // Quarkus sets the fields
@QuarkusTestResource(TestCertificate.class)
class MutatePodsTest {

    /** An answer that takes longer never comes. */
    private static final int SOCKET_TIMEOUT_MILLIS = 20_000;

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    static final List<String> REVIEWS = Reviews.ALL;

    @TestHTTPResource(value = "/mutate/pods", tls = true)
    URI enabled;

    @TestHTTPResource(value = "/mutate/pods/all", tls = true)
    URI all;

    @TestHTTPResource(value = "/", management = true)
    URI management;

    @ParameterizedTest
    @FieldSource("REVIEWS")
    void theUidIsEchoedAndThePodAdmitted(String name) {
        ObjectNode review = Reviews.read(name);

        answer(enabled, review)
                .statusCode(200)
                .contentType(ContentType.JSON)
                .body("apiVersion", equalTo("admission.k8s.io/v1"))
                .body("kind", equalTo("AdmissionReview"))
                .body("response.uid", equalTo(review.at("/request/uid").asText()))
                .body("response.allowed", equalTo(true));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            deployment    | http=14100:8080
            stateful-set  | web=14100:9090,admin=14101:9091
            bare-pod      | http=14100:8080
            generate-name | http=14100:8080
            dry-run       | http=14100:8080
            """)
    void thePatchPutsTheSidecarFirst(String name, String ports) {
        JsonNode pod = inject(enabled, name);

        JsonNode sidecar = pod.at("/spec/initContainers/0");
        assertThat(sidecar.path("name").asText()).isEqualTo("remocal");
        assertThat(sidecar.path("image").asText()).isEqualTo("registry.example/remocal/sidecar:1.0.0");
        assertThat(sidecar.path("restartPolicy").asText()).isEqualTo("Always");
        assertThat(pod.at("/metadata/annotations/remocal.dev~1captured").asText())
                .isEqualTo(ports);
        assertThat(pod.at("/spec/containers/0/ports/0/containerPort").asInt()).isEqualTo(14_100);
    }

    @Test
    void probesThatUsedTheNameReachTheApp() {
        JsonNode app = inject(enabled, "deployment").at("/spec/containers/0");

        assertThat(app.at("/livenessProbe/httpGet/port").asInt()).isEqualTo(8080);
        assertThat(app.at("/readinessProbe/httpGet/port").asInt()).isEqualTo(8080);
    }

    @Test
    void aSkipIsExplainedInAWarning() {
        answer(enabled, Reviews.read("job"))
                .body("response", not(hasKey("patch")))
                .body("response.warnings", contains("""
                                remocal nothing-to-capture: No app container of pod settle-29401230-* names a TCP port; \
                                name the one its Service targets."""));
    }

    @Test
    void aPodOfTheOwnSidecarIsNotInjectedAgain() {
        ObjectNode again = Reviews.read("deployment");
        ((ObjectNode) again.path("request")).set("object", inject(enabled, "deployment"));

        answer(enabled, again)
                .body("response", not(hasKey("patch")))
                .body("response.warnings[0]", startsWith("remocal already-injected: "));
    }

    @Test
    void whoAskedForNothingIsToldNothing() {
        answer(enabled, Reviews.with("deployment", "/request/object/metadata", "labels", Map.of("app", "payments")))
                .body("response.allowed", equalTo(true))
                .body("response", not(hasKey("patch")))
                .body("response", not(hasKey("warnings")));
    }

    @Test
    void injectionAllNeedsNoLabelOnThePod() {
        answer(all, Reviews.without("deployment", "/request/object/metadata", "labels"))
                .body("response.patchType", equalTo("JSONPatch"));
    }

    @Test
    void optingOutIsConfirmed() {
        Map<String, String> labels = Map.of("remocal.dev/inject", "false");

        answer(all, Reviews.with("deployment", "/request/object/metadata", "labels", labels))
                .body("response", not(hasKey("patch")))
                .body("response.warnings[0]", startsWith("remocal opted-out: "));
    }

    @Test
    void aWarningKeepsWithinWhatTheApiServerTakes() {
        ObjectNode review = Reviews.with("job", "/request/object/metadata", "name", "n".repeat(253));

        String warning = answer(enabled, review).extract().path("response.warnings[0]");
        assertThat(warning).hasSize(AdmissionResponse.MAX_WARNING_LENGTH).endsWith("…");
    }

    @Test
    void theTimeoutThatTheApiServerAddsIsNoProblem() {
        TestCertificate.client()
                .contentType(ContentType.JSON)
                .body(Reviews.read("deployment").toString())
                .queryParam("timeout", "3s")
                .post(enabled)
                .then()
                .statusCode(200);
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                Arguments.of("", "apiVersion is missing"),
                Arguments.of("{", "The body is not JSON"),
                Arguments.of("[]", "apiVersion is missing"),
                Arguments.of("{} {}", "The body is not JSON"),
                Arguments.of("[".repeat(5000), "The body is beyond what this webhook reads of JSON"),
                Arguments.of(
                        with(
                                "/request/object/spec",
                                "tolerations",
                                Collections.nCopies(AdmissionRequest.MOST_TOKENS / 2, Map.of())),
                        "exceeds the maximum allowed (" + AdmissionRequest.MOST_TOKENS),
                Arguments.of(
                        with("", "apiVersion", "admission.k8s.io/v1beta1"),
                        "apiVersion is \"admission.k8s.io/v1beta1\""),
                Arguments.of(with("", "kind", "Status"), "kind is \"Status\""),
                Arguments.of(
                        with("", "kind", "K".repeat(1_000_000)), "kind is \"" + "K".repeat(63) + "…; this webhook"),
                Arguments.of(with("", "request", 7), "request is missing"),
                Arguments.of(without("/request", "uid"), "request.uid is missing"),
                Arguments.of(with("/request/kind", "kind", "Deployment"), "request.kind.kind is \"Deployment\""),
                Arguments.of(with("/request/kind", "group", "apps"), "request.kind.group is \"apps\""),
                Arguments.of(with("/request", "operation", "UPDATE"), "request.operation is \"UPDATE\""),
                Arguments.of(with("/request", "subResource", "status"), "request.subResource is \"status\""),
                Arguments.of(with("/request", "namespace", "a b"), "request.namespace is not the name of a namespace"),
                Arguments.of(without("/request", "object"), "request.object is missing"));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void aMalformedReviewIsRefusedWithTheReason(String body, String reason) {
        answer(enabled, body)
                .statusCode(400)
                .contentType(ContentType.JSON)
                .body("code", equalTo("malformed-review"))
                .body("message", containsString(reason));
    }

    @Test
    void aBodyOverTheLimitIsRefusedBeforeItIsRead() throws Exception {
        String head = String.join(
                "\r\n",
                "POST /mutate/pods HTTP/1.1",
                "Host: localhost",
                "Content-Type: application/json",
                "Content-Length: 4194305",
                "",
                "");
        try (Socket socket = TestCertificate.connect(enabled)) {
            assertThat(exchange(socket, head)).startsWith("HTTP/1.1 413 ");
        }
    }

    @Test
    void reviewsBeyondWhatMemorySufficesForAreRefusedAndCountedUntilThereIsRoom() throws Exception {
        String review = Reviews.read("deployment").toString();
        try (Socket one = beginLargest();
                Socket other = beginLargest()) {
            await("both have taken their room")
                    .atMost(PATIENCE)
                    .until(() -> answer(enabled, review).extract().statusCode() == 503);
            answer(enabled, review)
                    .statusCode(503)
                    .body("code", equalTo("too-many-reviews"))
                    .body("message", containsString("8388608 bytes"));
            assertThat(one.isConnected() && other.isConnected()).isTrue();
        }
        await("their callers have hung up")
                .atMost(PATIENCE)
                .until(() -> answer(enabled, review).extract().statusCode() == 200);
        assertThat(metric("remocal_admissions_total{outcome=\"refused\",reason=\"too-many-reviews\"}"))
                .isGreaterThanOrEqualTo(2);
    }

    /** A head without its body. */
    private Socket beginLargest() throws Exception {
        Socket socket = TestCertificate.connect(enabled);
        String head = "POST /mutate/pods HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
                + AdmissionLimit.LARGEST_REVIEW + "\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    @Test
    void plainHttpIsNotServed() throws IOException {
        try (Socket socket = new Socket(enabled.getHost(), enabled.getPort())) {
            assertThat(exchange(socket, "POST /mutate/pods HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"))
                    .doesNotContain("HTTP/1.1");
        }
    }

    @Test
    void aClientThatTrustsAnotherCertificateGoesAway() {
        assertThatThrownBy(() -> RestAssured.given().post(enabled)).hasMessageContaining("certification path");
    }

    @ParameterizedTest
    @CsvSource({"live", "ready", "started"})
    void healthIsToldOnTheManagementPort(String kind) {
        RestAssured.get(management.resolve("/q/health/" + kind))
                .then()
                .statusCode(200)
                .body("status", equalTo("UP"));
    }

    @Test
    void healthAndMetricsAreNotServedToCallers() {
        TestCertificate.client().get(enabled.resolve("/q/health")).then().statusCode(404);
        TestCertificate.client().get(enabled.resolve("/q/metrics")).then().statusCode(404);
    }

    @Test
    void admissionsAreCountedByOutcomeAndReason() {
        double injected = metric("remocal_admissions_total{outcome=\"injected\",reason=\"none\"}");
        double skipped = metric("remocal_admissions_total{outcome=\"skipped\",reason=\"nothing-to-capture\"}");
        double malformed = metric("remocal_admissions_total{outcome=\"malformed\",reason=\"malformed-review\"}");
        double timed = metric("remocal_admission_duration_seconds_count");

        answer(enabled, Reviews.read("deployment"));
        answer(enabled, Reviews.read("job"));
        answer(enabled, "{}");

        assertThat(metric("remocal_admissions_total{outcome=\"injected\",reason=\"none\"}"))
                .isEqualTo(injected + 1);
        assertThat(metric("remocal_admissions_total{outcome=\"skipped\",reason=\"nothing-to-capture\"}"))
                .isEqualTo(skipped + 1);
        assertThat(metric("remocal_admissions_total{outcome=\"malformed\",reason=\"malformed-review\"}"))
                .isEqualTo(malformed + 1);
        assertThat(metric("remocal_admission_duration_seconds_count")).isEqualTo(timed + 2);
    }

    @Test
    void metricsNameNoUserPodOrNamespace() {
        answer(enabled, Reviews.read("deployment"));

        assertThat(metrics()).doesNotContain("payments", "shop", "replicaset-controller");
    }

    private double metric(String name) {
        return metrics()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no metric " + name));
    }

    private String metrics() {
        return RestAssured.get(management.resolve("/q/metrics")).asString();
    }

    private static JsonNode inject(URI address, String review) {
        String patch = answer(address, Reviews.read(review))
                .body("response.patchType", equalTo("JSONPatch"))
                .body("response", not(hasKey("warnings")))
                .extract()
                .path("response.patch");
        return Reviews.patched(review, patch);
    }

    private static ValidatableResponse answer(URI address, Object review) {
        return TestCertificate.client()
                .contentType(ContentType.JSON)
                .body(review.toString())
                .post(address)
                .then();
    }

    private static String exchange(Socket socket, String request) throws IOException {
        socket.setSoTimeout(SOCKET_TIMEOUT_MILLIS);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    private static String with(String parent, String field, Object value) {
        return Reviews.with("deployment", parent, field, value).toString();
    }

    private static String without(String parent, String field) {
        return Reviews.without("deployment", parent, field).toString();
    }
}
