package dev.remocal.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remocal.test.cluster.Cluster;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The main job: each request goes to the one place that is its own, and nobody else notices. */
@ClusterTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RoutingIT {

    private static final Optional<String> ADA = Optional.of("ada");
    private static final Optional<String> BOB = Optional.of("bob");
    private static final Optional<String> NOBODY = Optional.empty();

    @SuppressWarnings("NullAway.Init")
    private ShopFixture shop;

    @BeforeAll
    void install(Cluster cluster) {
        shop = new ShopFixture(cluster, "routing", 3);
    }

    @AfterEach
    void endLocal() {
        shop.endLocal();
    }

    @AfterAll
    void uninstall() {
        shop.close();
    }

    @Test
    void connectionOpenedBeforeTheAttachIsRoutedRequestByRequest() throws IOException {
        try (HttpWire wire = shop.connect()) {
            String pod = wire.get("/", ADA).servedBy();
            assertThat(shop.podNames()).contains(pod);
            var local = shop.startLocal("local-ada");
            Attachment session = shop.attach("ada", local.port());
            for (int i = 0; i < 50; i++) {
                assertThat(wire.get("/", ADA).servedBy()).isEqualTo("local-ada");
                assertThat(wire.get("/", NOBODY).servedBy()).isEqualTo(pod);
                assertThat(wire.get("/", BOB).servedBy()).isEqualTo(pod);
            }
            session.detach();
            assertThat(wire.get("/", ADA).servedBy()).isEqualTo(pod);
        }
    }

    @Test
    void whatReachesTheAppAndTheDeveloperIsByteForByteWhatWasSent() throws IOException {
        var local = shop.startLocal("local-ada");
        shop.attach("ada", local.port());
        String odd = String.join(
                "\r\n",
                "POST /raw?a=%20b HTTP/1.1",
                "hOsT:payments",
                "X-TWICE: 1",
                "x-twice:   2  ",
                "USER-agent: x",
                "content-LENGTH: 4");
        try (HttpWire wire = shop.connect()) {
            for (String request : List.of(odd + "\r\n\r\nbody", odd + "\r\nX-Remocal: ada\r\n\r\nbody")) {
                assertThat(wire.send(request).receive().text()).isEqualTo(request);
            }
            assertThat(wire.get("/", ADA).servedBy()).isEqualTo("local-ada");
        }
    }

    @Test
    void twoDevelopersAndTheClusterShareThreeReplicasWithoutOneMisroutedRequest() throws InterruptedException {
        var ada = shop.startLocal("local-ada");
        var bob = shop.startLocal("local-bob");
        shop.attach("ada", ada.port());
        shop.attach("bob", bob.port());
        var pods = shop.podNames();
        try (Load load = Load.ofRequests(10_000, shop.service, List.of(ADA, NOBODY, BOB), 9, (key, servedBy, sent) -> {
            boolean right = key.map(name -> servedBy.equals("local-" + name)).orElseGet(() -> pods.contains(servedBy));
            return right ? Optional.empty() : Optional.of(key + " was served by " + servedBy);
        })) {
            load.join();
            assertThat(load.misrouted()).isEmpty();
            assertThat(load.failed()).isEmpty();
            assertThat(load.requests()).isEqualTo(10_000);
        }
    }

    @Test
    void keyTravelsInBaggageAndCookieToo() throws IOException {
        var local = shop.startLocal("local-ada");
        shop.attach("ada", local.port());
        try (HttpWire wire = shop.connect()) {
            for (String field :
                    List.of("baggage: tenant=a;p=1 , remocal=ada", "Cookie: a=b; remocal=ada", "X-REMOCAL: ada")) {
                wire.send("GET / HTTP/1.1\r\nHost: payments\r\n" + field + "\r\n\r\n");
                assertThat(wire.receive().servedBy()).isEqualTo("local-ada");
            }
        }
    }

    @Test
    void mirroredRequestIsAnsweredByTheAppAndCopiedToTheDeveloper() throws IOException {
        var local = shop.startLocal("local-ada");
        Attachment session = shop.attach("ada", local.port(), "--mode", "mirror");
        try (HttpWire wire = shop.connect()) {
            for (int i = 0; i < 20; i++) {
                assertThat(shop.podNames()).contains(wire.get("/", ADA).servedBy());
                assertThat(shop.podNames()).contains(wire.get("/", NOBODY).servedBy());
            }
        }
        session.awaitEvent("request", 20);
        assertThat(session.count("dropped")).isZero();
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrderByTheRightOnes() throws IOException {
        var local = shop.startLocal("local-ada");
        shop.attach("ada", local.port());
        try (HttpWire wire = shop.connect()) {
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < 20; i++) {
                all.append(HttpWire.request("GET", "/" + i, i % 2 == 0 ? ADA : NOBODY))
                        .append("\r\n");
            }
            wire.send(all.toString());
            for (int i = 0; i < 20; i++) {
                HttpWire.Answer answer = wire.receive();
                assertThat(Json.text(answer.text(), "/target")).isEqualTo("/" + i);
                assertThat(answer.servedBy().equals("local-ada")).isEqualTo(i % 2 == 0);
            }
        }
    }

    @Test
    void http10RequestIsRoutedAndTheConnectionEnds() throws IOException {
        var local = shop.startLocal("local-ada");
        shop.attach("ada", local.port());
        try (HttpWire wire = shop.connect()) {
            wire.send("GET / HTTP/1.0\r\nx-remocal: ada\r\n\r\n");
            assertThat(wire.receive().servedBy()).isEqualTo("local-ada");
        }
        try (HttpWire wire = shop.connect()) {
            wire.send("GET / HTTP/1.0\r\n\r\n");
            assertThat(shop.podNames()).contains(wire.receive().servedBy());
        }
    }

    @Test
    void expectContinueIsAnsweredByWhoeverServes() throws IOException {
        var local = shop.startLocal("local-ada");
        shop.attach("ada", local.port());
        try (HttpWire wire = shop.connect()) {
            for (Optional<String> key : List.of(ADA, NOBODY)) {
                wire.send(HttpWire.request("POST", "/", key) + "Expect: 100-continue\r\nContent-Length: 4\r\n\r\n");
                assertThat(wire.head()).startsWith("HTTP/1.1 100");
                HttpWire.Answer answer = wire.send("body").receive();
                assertThat(Json.text(answer.text(), "/bodyBytes")).isEqualTo("4");
                assertThat(answer.servedBy().equals("local-ada")).isEqualTo(key.isPresent());
            }
        }
    }

    @Test
    void serverSentEventsArriveOneByOne() throws IOException {
        var local = shop.startLocal("local-ada");
        shop.attach("ada", local.port());
        try (HttpWire wire = shop.connect()) {
            for (Optional<String> key : List.of(ADA, NOBODY)) {
                wire.send(HttpWire.request("GET", "/events?count=5&interval=20", key) + "\r\n");
                assertThat(wire.head()).contains("200");
                for (int i = 0; i < 5; i++) {
                    assertThat(new String(wire.chunk(), StandardCharsets.UTF_8)).startsWith("data: " + i + " ");
                }
                assertThat(wire.chunk()).isEmpty();
            }
        }
    }

    @Test
    void webSocketIsRoutedByItsUpgradeRequest() throws IOException {
        var local = shop.startLocal("local-ada");
        shop.attach("ada", local.port());
        for (Optional<String> key : List.of(ADA, NOBODY)) {
            try (HttpWire wire = shop.connect()) {
                wire.send(HttpWire.request("GET", "/ws", key)
                        + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
                assertThat(wire.head()).startsWith("HTTP/1.1 101");
                byte[] masked = {(byte) 0x81, (byte) 0x82, 0, 0, 0, 0, 'h', 'i'};
                assertThat(wire.send(masked).read(4)).containsExactly(0x81, 2, 'h', 'i');
            }
        }
    }
}
