package dev.remocal.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remocal.test.cluster.Awaiting;
import dev.remocal.test.cluster.Cluster;
import dev.remocal.test.cluster.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A Quarkus application in dev mode behind {@code --}: its requests come in and its neighbours are there while a developer
 * works on it.
 */
@ClusterTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QuarkusDevModeIT {

    private static final String NAMESPACE = "dev-mode";
    private static final String LOCAL = "local-quarkus";
    private static final Optional<String> ADA = Optional.of("ada");
    private static final Optional<String> NOBODY = Optional.empty();
    private static final int REQUESTS = 10;

    /** The first time, Maven fetches what dev mode consists of. */
    private static final Duration START_TIMEOUT = Duration.ofMinutes(5);

    private static final Duration RELOAD_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration END_TIMEOUT = Duration.ofSeconds(20);

    @SuppressWarnings("NullAway.Init")
    private LaptopUser user;

    private Optional<RepositoryServer> repository = Optional.empty();

    @SuppressWarnings("NullAway.Init")
    private ShopFixture shop;

    @BeforeAll
    void install(Cluster cluster, @TempDir Path home) throws IOException {
        if (LaptopUser.isAnother()) {
            lendRepository(home);
        }
        user = new LaptopUser(home);
        shop = Neighbourhood.deploy(cluster, NAMESPACE);
    }

    private void lendRepository(Path home) throws IOException {
        RepositoryServer server =
                RepositoryServer.start(QuarkusProject.localRepository().orElseThrow());
        repository = Optional.of(server);
        Files.writeString(Files.createDirectory(home.resolve(".m2")).resolve("settings.xml"), server.settings());
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
        repository.ifPresent(RepositoryServer::close);
    }

    /** Each way alone, as in OutgoingIT. */
    @ParameterizedTest
    @ValueSource(strings = {"connect", "names"})
    void developerWorksOnARunningApplication(String way) throws IOException {
        QuarkusProject project = QuarkusProject.copyTo(user.home().resolve(way));
        user.give(project.folder());
        Path files = user.files();
        int port = FreePorts.next();
        Attachment session = shop.attachAs(
                user.words(shop.cluster),
                port,
                Stream.concat(
                                Stream.of(
                                        "--key",
                                        "ada",
                                        "--outgoing",
                                        way,
                                        "--files",
                                        files.toString(),
                                        "--directory",
                                        project.folder().toString(),
                                        "--"),
                                project.devMode(port).stream())
                        .toList());
        session.awaitCommandOutput("Listening on: ", START_TIMEOUT);
        shop.awaitServedBy(LOCAL, "ada");
        for (int i = 0; i < REQUESTS; i++) {
            assertThat(revisionThatSawTheCluster()).isEqualTo("first");
            assertThat(shop.podNames()).contains(ask(NOBODY).servedBy());
        }

        project.replace("src/main/java/shop/Payments.java", "\"first\"", "\"second\"");
        Awaiting.until(
                "the change is in the answers",
                RELOAD_TIMEOUT,
                () -> revisionThatSawTheCluster().equals("second"),
                session::toString);

        List<ProcessHandle> started = session.commandProcesses();
        assertThat(started).as("Maven, and the application").hasSizeGreaterThanOrEqualTo(2);
        user.assertThatHeRuns(started);
        session.detach();
        Awaiting.until(
                "all that was started has ended",
                END_TIMEOUT,
                () -> started.stream().noneMatch(ProcessHandle::isAlive),
                started::toString);
        assertThat(files).doesNotExist();
        assertThatNobodyListens(port);
        shop.awaitReturn("ada");
    }

    /** Of dev mode, which has each request wait while it starts the application again: none goes to a pod. */
    private String revisionThatSawTheCluster() {
        HttpWire.Answer answer = ask(ADA);
        assertThat(answer.servedBy()).isEqualTo(LOCAL);
        Neighbourhood.assertThatItWasSeen(answer.text());
        assertThat(Json.text(answer.text(), "/tcp")).isEqualTo("N");
        assertThat(Json.text(answer.text(), "/events")).startsWith("events-");
        return Json.text(answer.text(), "/revision");
    }

    private HttpWire.Answer ask(Optional<String> key) {
        try (HttpWire wire = shop.connect()) {
            return wire.get("/", key);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void assertThatNobodyListens(int port) throws IOException {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(socket.getLocalPort()).isEqualTo(port);
        }
    }
}
