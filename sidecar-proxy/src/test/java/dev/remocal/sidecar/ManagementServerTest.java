package dev.remocal.sidecar;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import dev.remocal.protocol.FailureCode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.builder.RequestSpecBuilder;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The management port of the running application. */
@QuarkusTest
class ManagementServerTest {

    private static final int TIMEOUT_MILLIS = 10_000;

    @Inject
    SidecarConfig config;

    @Inject
    Metrics metrics;

    @Inject
    CapturedPorts ports;

    private RequestSpecification management() {
        return given(new RequestSpecBuilder()
                .setBaseUri("http://127.0.0.1:" + config.managementPort())
                .build());
    }

    @ParameterizedTest
    @ValueSource(strings = {"live", "ready", "started"})
    void healthAnswersInMicroProfilesShape(String check) {
        management()
                .get("/q/health/" + check)
                .then()
                .statusCode(200)
                .contentType(startsWith("application/json"))
                .body("status", equalTo("UP"))
                .body("checks[0].status", equalTo("UP"));
    }

    @Test
    void metricsAnswerInPrometheusText() {
        metrics.fallback(FailureCode.LOCAL_REFUSED);
        metrics.port(ports.all().getFirst()).request(Metrics.Route.DIVERT);
        management()
                .get("/q/metrics")
                .then()
                .statusCode(200)
                .contentType(startsWith("text/plain; version=0.0.4"))
                .body(containsString("remocal_sidecar_fallbacks_total{code=\"local-refused\"} 1.0"))
                .body(containsString("remocal_sidecar_requests_total{port=\"http\",route=\"divert\"} 1.0"));
    }

    @Test
    void otherPathsAndMethodsAreRefused() {
        management().get("/").then().statusCode(404);
        management().post("/q/metrics").then().statusCode(405).header("allow", "GET, HEAD");
        management().head("/q/health/live").then().statusCode(200).body(equalTo(""));
    }

    @Test
    void aQueryIsNoPartOfThePath() {
        management().get("/q/health/live?verbose=1").then().statusCode(200);
    }

    @Test
    void aBodyHasALimit() {
        management().body(new byte[64 * 1024]).post("/q/metrics").then().statusCode(413);
    }

    @Test
    void whatIsNotHttpIsAnsweredAndTheConnectionCloses() throws IOException {
        assertThat(answerTo("GARBAGE\r\n\r\n"))
                .startsWith("HTTP/1.1 400 Bad Request\r\n")
                .contains("connection: close\r\n");
    }

    @Test
    void http10IsAnsweredAndTheConnectionCloses() throws IOException {
        assertThat(answerTo("GET /q/health/ready HTTP/1.0\r\n\r\n"))
                .startsWith("HTTP/1.1 200 OK\r\n")
                .contains("connection: close\r\n")
                .endsWith("{\"name\":\"accepting\",\"status\":\"UP\"}]}");
    }

    /** All that comes back until the server closes. */
    private String answerTo(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), config.managementPort())) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}
