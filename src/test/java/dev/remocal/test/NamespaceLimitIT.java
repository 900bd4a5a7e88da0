package dev.remocal.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.remocal.test.cluster.Cluster;
import dev.remocal.test.cluster.Installation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a namespace's annotation forbids, a developer does not reach from inside its pods, and is told why. */
@ClusterTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NamespaceLimitIT {

    private static final String NAMESPACE = "limited";
    private static final String ANNOTATION = "remocal.dev/outgoing";
    private static final Duration END_TIMEOUT = Duration.ofSeconds(60);

    @SuppressWarnings("NullAway.Init")
    private ShopFixture shop;

    @BeforeAll
    void install(Cluster cluster) {
        shop = new ShopFixture(cluster, NAMESPACE, installation -> deploy(cluster, installation));
    }

    /** Neighbours first, pods of payments when the annotation is there. */
    private static void deploy(Cluster cluster, Installation installation) {
        cluster.client()
                .namespaces()
                .withName(NAMESPACE)
                .edit(namespace -> namespace
                        .edit()
                        .editMetadata()
                        .addToAnnotations(ANNOTATION, "!*:8082")
                        .endMetadata()
                        .build());
        installation.deployNeighbours(NAMESPACE);
        installation.deployShop(NAMESPACE, 1);
    }

    @AfterEach
    void endLocal() {
        shop.endLocal();
    }

    @AfterAll
    void uninstall() {
        if (shop != null) {
            shop.close();
        }
    }

    @Test
    void portThatTheNamespaceForbidsIsRefusedWithTheReason() {
        Attachment session = curl("http://stock:8082/");
        assertThat(session.commandOutput("HTTP/")).startsWith("HTTP/1.1 403");
        assertThat(session.commandOutput("remocal-error")).contains("forbidden-destination");
        session.awaitEvent("not-connected", 1);
        assertThat(session.toString()).contains("of the namespace forbids");
    }

    @Test
    void everythingElseIsReached() {
        Attachment session = curl("http://catalog:8081/");
        assertThat(session.commandOutput("HTTP/")).as(session.toString()).startsWith("HTTP/1.1 200");
        assertThat(session.count("not-connected")).isZero();
    }

    private Attachment curl(String url) {
        Optional<String> missing = Programs.missing("curl");
        assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
        Attachment session = Attachment.attach(
                shop.cluster,
                NAMESPACE,
                List.of(),
                List.of("svc/payments", "--mode", "none", "--outgoing", "proxy", "--", "curl", "-sSi", url));
        assertThat(session.awaitExitCode(END_TIMEOUT)).as(session.toString()).isZero();
        return session;
    }
}
