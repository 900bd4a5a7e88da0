package dev.remocal.webhook;

import io.netty.handler.ssl.OpenSsl;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * TLS by BoringSSL. The JVM's own needs the better of its compilers for the processor's AES instructions, which this JVM goes without
 * (webhook.jvmargs): a review of 200 KB would take 18 ms.
 */
@ApplicationScoped
class NativeTls implements HttpServerOptionsCustomizer {

    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        if (!OpenSsl.isAvailable()) {
            throw new IllegalStateException(
                    "BoringSSL, which the webhook's TLS is made of, cannot be loaded: name its folder in LD_LIBRARY_PATH,"
                            + " in the image /app/native.",
                    OpenSsl.unavailabilityCause());
        }
        options.setSslEngineOptions(new OpenSSLEngineOptions());
    }
}
