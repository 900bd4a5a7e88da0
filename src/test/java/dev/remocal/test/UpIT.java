package dev.remocal.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remocal.test.cluster.Cluster;
import dev.remocal.test.cluster.LocalProcess;
import dev.remocal.test.cluster.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** {@code remocal up}: two profiles of a file in one process. */
@ClusterTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UpIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private ShopFixture shop;

    @BeforeAll
    void install(Cluster cluster) {
        shop = new ShopFixture(cluster, "up", 1);
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
    void bothAreServedAndCtrlCEndsBoth() throws IOException {
        var ada = shop.startLocal("local-ada");
        var bob = shop.startLocal("local-bob");
        profiles("{key: ada, port: %d}".formatted(ada.port()), "{key: bob, port: %d}".formatted(bob.port()));
        try (LocalProcess up = up()) {
            shop.awaitServedBy("local-ada", "ada");
            shop.awaitServedBy("local-bob", "bob");
            up.awaitOutput("both are attached", LIMIT, output -> count(output, "stop    Ctrl-C") == 2);
            up.interrupt();
            assertThat(up.awaitExit(LIMIT)).as(up::toString).isEqualTo(130);
            assertThat(count(up.output(), "Detached after")).as(up::toString).isEqualTo(2);
            assertThat(up.output().lines()).allMatch(line -> line.matches("(one|another) +\\| .*"));
        }
        assertClusterServes("ada", "bob");
    }

    @Test
    void theOneThatEndsEndsTheOtherWithItsCommand() throws IOException {
        Path started = folder.resolve("started");
        profiles(
                "{key: ada, command: [sh, -c, 'while ! test -s started; do sleep 0.1; done; echo ready; exit 3']}",
                "{key: bob, directory: ., command: [sh, -c, 'echo $$ > started; exec sleep 600']}");
        try (LocalProcess up = up()) {
            assertThat(up.awaitExit(LIMIT)).as(up::toString).isEqualTo(3);
            assertThat(up.output().lines())
                    .contains("one     | ready")
                    .anyMatch(line -> line.startsWith("another | ") && line.contains("Detached after"));
            assertThat(up.errors()).contains("one has ended with exit code 3, and so do the others");
        }
        long sleeping = Long.parseLong(Files.readString(started).strip());
        assertThat(ProcessHandle.of(sleeping).filter(ProcessHandle::isAlive)).isEmpty();
        assertClusterServes("ada", "bob");
    }

    private void profiles(String one, String another) throws IOException {
        Files.writeString(folder.resolve("remocal.yaml"), """
                defaults: {namespace: %s, target: svc/payments, no-env: true}
                profiles:
                  one: %s
                  another: %s
                """.formatted(shop.namespace, one, another));
    }

    private LocalProcess up() {
        String command =
                "cd '" + folder + "' && exec " + String.join(" ", Project.find().requireCommand("cli")) + " up";
        return shop.cluster
                .processes()
                .start(
                        "remocal",
                        Map.of("KUBECONFIG", shop.cluster.kubeconfig().toString()),
                        List.of("sh", "-c", command));
    }

    private static long count(String output, String part) {
        return output.lines().filter(line -> line.contains(part)).count();
    }

    private void assertClusterServes(String... keys) throws IOException {
        for (String key : keys) {
            try (HttpWire wire = shop.connect()) {
                assertThat(shop.podNames())
                        .contains(wire.get("/", Optional.of(key)).servedBy());
            }
        }
    }
}
