package dev.remocal.webhook;

import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.net.URI;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;

@QuarkusTest
@SuppressWarnings("NullAway.Init") // Quarkus sets the fields
@QuarkusTestResource(TestCertificate.class)
class CertificateRenewalTest {

    /** The reload period in tests is 1 s. */
    private static final Duration RELOAD_TIMEOUT = Duration.ofSeconds(20);

    @TestHTTPResource(value = "/mutate/pods", tls = true)
    URI enabled;

    @Test
    void aRenewedCertificateIsServedWithoutARestart() {
        TestCertificate.renew();

        await("the renewed certificate")
                .atMost(RELOAD_TIMEOUT)
                .ignoreExceptionsInstanceOf(SSLException.class)
                .until(() -> post() == 200);
    }

    private int post() {
        return TestCertificate.client()
                .contentType(ContentType.JSON)
                .body(Reviews.read("deployment").toString())
                .post(enabled)
                .statusCode();
    }
}
