package dev.remocal.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remocal.protocol.Event;
import dev.remocal.protocol.Filter;
import dev.remocal.protocol.Mode;
import dev.remocal.protocol.OnFailure;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** HTTP/2 in front of an app that does not run, while a developer serves some of the streams. */
class AbsentAppTest {

    private static final String[] ADA = {"x-remocal", "ada"};
    private static final String[] ADA_GRPC = {"x-remocal", "ada", "content-type", "application/grpc"};

    private ProxyFixture proxy;
    private Http2Server local;

    @BeforeEach
    void start() {
        local = new Http2Server("local");
        Http2Server app = new Http2Server("app");
        proxy = new ProxyFixture(app.port(), local.port());
        app.close();
    }

    @AfterEach
    void stop() {
        proxy.close();
        local.close();
    }

    @Test
    void developersStreamsAreServed() {
        proxy.attach("ada", Mode.DIVERT);
        byte[] body = new byte[1_000_000];
        new Random(5).nextBytes(body);
        try (Http2Client client = new Http2Client(proxy.port)) {
            for (int i = 0; i < 20; i++) {
                assertThat(client.get("/" + i, "x-remocal", "ada", "n", "v" + i % 3)
                                .servedBy())
                        .isEqualTo("local");
            }
            assertThat(client.post("/", ADA).send(body, true).body()).isEqualTo(body);
        }
    }

    @Test
    void aSessionThatWantsEverythingIsServed() {
        FakeDeveloper bob = proxy.developer("bob", Mode.DIVERT, OnFailure.CLUSTER, new Filter.Everything());
        proxy.publish(bob);
        try (Http2Client client = new Http2Client(proxy.port)) {
            assertThat(client.get("/").servedBy()).isEqualTo("local");
        }
    }

    @Test
    void aStreamOfTheAppsIsRefusedAndThoseUnderWayEnd() throws Exception {
        proxy.attach("ada", Mode.DIVERT);
        try (Http2Client client = new Http2Client(proxy.port)) {
            Http2Client.Exchange chat = client.post("/stream", ADA);
            assertThat(chat.servedBy()).isEqualTo("local");
            Http2Client.Exchange refused = client.post("/");
            assertThat(refused.resetCode()).isEqualTo(Http2Error.REFUSED_STREAM.code());
            // The stream that a developer serves is covered, or the client would ask for it again elsewhere.
            assertThat(client.goAways.poll(Wire.TIMEOUT.toSeconds(), TimeUnit.SECONDS))
                    .isGreaterThanOrEqualTo(3);
            chat.send("still here", true);
            assertThat(chat.nextPart()).isEqualTo("still here");
            assertThat(chat.last().get("grpc-status")).hasToString("0");
            client.closed.get(Wire.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        }
    }

    @Test
    void theNextConnectionFindsAnAppThatHasComeBack() throws Exception {
        proxy.attach("ada", Mode.DIVERT);
        try (Http2Client client = new Http2Client(proxy.port)) {
            assertThat(client.get("/", ADA).servedBy()).isEqualTo("local");
            try (Http2Server app = new Http2Server("app", proxy.appPort())) {
                assertThat(client.get("/").resetCode()).isEqualTo(Http2Error.REFUSED_STREAM.code());
                client.closed.get(Wire.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
                try (Http2Client again = new Http2Client(proxy.port)) {
                    assertThat(again.get("/").servedBy()).isEqualTo("app");
                    assertThat(app.requests).hasSize(1);
                    assertThat(again.get("/", ADA).servedBy()).isEqualTo("local");
                }
            }
        }
    }

    @Test
    void whenTheSessionHasLeftEveryStreamIsTheApps() throws Exception {
        proxy.attach("ada", Mode.DIVERT);
        try (Http2Client client = new Http2Client(proxy.port)) {
            assertThat(client.get("/", ADA).servedBy()).isEqualTo("local");
            proxy.detach();
            assertThat(client.get("/", ADA).resetCode()).isEqualTo(Http2Error.REFUSED_STREAM.code());
            client.closed.get(Wire.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        }
    }

    @Test
    void withoutASessionTheConnectionIsResetAsTheAppsWouldBe() {
        assertThat(Wire.isTurnedAway(proxy.port)).isTrue();
    }

    @Test
    void whatNobodyCanServeIsUnavailable() throws Exception {
        local.close();
        FakeDeveloper ada = proxy.attach("ada", Mode.DIVERT);
        try (Http2Client client = new Http2Client(proxy.port)) {
            Http2Headers grpc = client.post("/", ADA_GRPC).send("x", true).last();
            assertThat(grpc.status()).hasToString("200");
            assertThat(grpc.get("grpc-status")).hasToString("14");
            assertThat(client.get("/", ADA).head().status()).hasToString("502");
            assertThat(ada.nextEvent()).isInstanceOf(Event.Fallback.class);
        }
    }
}
