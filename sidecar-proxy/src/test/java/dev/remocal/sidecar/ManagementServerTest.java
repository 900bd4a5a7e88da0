package dev.remocal.sidecar;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import dev.remocal.protocol.FailureCode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.builder.RequestSpecBuilder;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The management port of the running application. */
@QuarkusTest
class ManagementServerTest {

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
}
