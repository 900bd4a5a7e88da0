package dev.remocal.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remocal.test.cluster.Cluster;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A session that wants everything gets connections that carry no HTTP, and requests of those that do. */
@ClusterTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WholeConnectionIT {

    private static final Optional<String> NOBODY = Optional.empty();

    @SuppressWarnings("NullAway.Init")
    private ShopFixture shop;

    @BeforeAll
    void install(Cluster cluster) {
        shop = new ShopFixture(cluster, "connections", 2);
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
    void processThatSpeaksFirstIsHeardAndItsConnectionsOutliveNoSession() throws IOException {
        try (MailServer mail = new MailServer()) {
            Attachment session = shop.attachTo(mail.port(), List.of("--all"));
            for (int i = 0; i < 20; i++) {
                try (HttpWire wire = shop.connect()) {
                    assertThat(wire.read(MailServer.GREETING.length()))
                            .asString()
                            .isEqualTo(MailServer.GREETING);
                    wire.send("EHLO " + i + "\r\n");
                    assertThat(wire.read(("250 EHLO " + i + "\r\n").length()))
                            .asString()
                            .isEqualTo("250 EHLO " + i + "\r\n");
                }
            }
            session.awaitEvent("connection", 20);
            session.detach();
            try (HttpWire wire = shop.connect()) {
                assertThat(shop.podNames()).contains(wire.get("/", NOBODY).servedBy());
            }
        }
    }

    @Test
    void requestsAreRoutedOneByOneAndWhatIsIdleDoesNotHoldUpTheEnd() throws IOException {
        var local = shop.startLocal("local-ada");
        Attachment session = shop.attachTo(local.port(), List.of("--all"));
        try (HttpWire wire = shop.connect();
                HttpWire idle = shop.connect()) {
            for (int i = 0; i < 20; i++) {
                assertThat(wire.get("/", NOBODY).servedBy()).isEqualTo("local-ada");
            }
            session.awaitEvent("request", 20);
            session.detach();
            assertThat(session.count("connection")).isZero();
            assertThat(shop.podNames()).contains(wire.get("/", NOBODY).servedBy());
            assertThat(shop.podNames()).contains(idle.get("/", NOBODY).servedBy());
        }
    }

    @Test
    void whatTheLaptopRefusesIsTheClusters() throws IOException {
        int closed;
        try (MailServer mail = new MailServer()) {
            closed = mail.port();
        }
        Attachment session = shop.attachTo(closed, List.of("--all"));
        try (HttpWire wire = shop.connect()) {
            assertThat(shop.podNames()).contains(wire.get("/", NOBODY).servedBy());
        }
        session.awaitEvent("fallback", 1);
    }
}
