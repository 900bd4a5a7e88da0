package dev.remocal.webhook;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import dev.remocal.injector.Decision;
import dev.remocal.injector.NamespaceInjection;
import dev.remocal.injector.NamespaceOutgoing;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A defect of the webhook keeps no pod out. */
@QuarkusTest
@SuppressWarnings("NullAway.Init") // Quarkus sets the fields
@QuarkusTestResource(TestCertificate.class)
@TestProfile(InternalFailureTest.BrokenDecider.class)
class InternalFailureTest {

    @TestHTTPResource(value = "/mutate/pods", tls = true)
    URI enabled;

    @TestHTTPResource(value = "/q/metrics", management = true)
    URI metrics;

    @Test
    void thePodIsAdmittedWithAWarningAndTheFailureCounted() {
        TestCertificate.client()
                .contentType(ContentType.JSON)
                .body(Reviews.read("deployment").toString())
                .post(enabled)
                .then()
                .statusCode(200)
                .body("response.allowed", equalTo(true))
                .body("response", not(hasKey("patch")))
                .body("response.warnings", contains("""
                                remocal internal-error: Pod payments-54d776d977-* gets no sidecar, for the webhook failed; \
                                its log has the cause."""));

        RestAssured.get(metrics.resolve("/q/metrics"))
                .then()
                .body(containsString("remocal_admissions_total{outcome=\"failed\",reason=\"internal-error\"} 1.0"));
    }

    public static class BrokenDecider implements QuarkusTestProfile {
        @Override
        public Set<Class<?>> getEnabledAlternatives() {
            return Set.of(AlwaysFails.class);
        }
    }

    @Alternative
    @Singleton
    static class AlwaysFails implements Decider {
        @Override
        public Decision decide(JsonNode pod, NamespaceInjection namespace, NamespaceOutgoing outgoing) {
            throw new IllegalStateException("a defect");
        }
    }
}
