package dev.remocal.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.remocal.test.cluster.Cluster;
import dev.remocal.test.cluster.FreePorts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The command behind {@code --} has the pod's environment and files and reaches the pod's neighbours by their names, over
 * HTTP/1.1, gRPC and a database's protocol, while requests come in.
 */
@ClusterTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutgoingIT {

    private static final String NAMESPACE = "outgoing";
    private static final Optional<String> ADA = Optional.of("ada");
    private static final Optional<String> NOBODY = Optional.empty();
    private static final int REQUESTS = 10;

    /** curl(1), exit codes. */
    private static final int CURL_FOUND_NO_HOST = 6;

    private static final int LOW_PORT = 80;

    /** A JVM and its libraries on a busy machine. */
    private static final Duration START_TIMEOUT = Duration.ofMinutes(1);

    private static final Duration END_TIMEOUT = Duration.ofSeconds(60);

    @SuppressWarnings("NullAway.Init")
    private LaptopUser user;

    @SuppressWarnings("NullAway.Init")
    private Programs programs;

    @SuppressWarnings("NullAway.Init")
    private ShopFixture shop;

    @BeforeAll
    void install(Cluster cluster, @TempDir Path home) {
        user = new LaptopUser(home);
        programs = new Programs(cluster, user);
        shop = Neighbourhood.deploy(cluster, NAMESPACE);
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

    /** Each of them alone: together, one would make up for the other. */
    static Stream<Arguments> serversAndWays() {
        return Stream.of(Programs.Server.values())
                .flatMap(server -> Stream.of("connect", "names").map(way -> Arguments.of(server, way)));
    }

    @ParameterizedTest
    @MethodSource("serversAndWays")
    void localProcessLivesInTheCluster(Programs.Server server, String way) throws IOException {
        Optional<String> missing = server.missing().or(() -> programs.prepare(server));
        assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
        int port = FreePorts.next();
        List<String> arguments = new ArrayList<>(
                List.of("--outgoing", way, "--files", user.files().toString(), "--"));
        arguments.addAll(programs.command(server, port));
        Attachment session = attach(port, arguments);
        shop.awaitServedBy(server.servedBy(), "ada", START_TIMEOUT);
        user.assertThatHeRuns(session.commandProcesses());
        try (HttpWire wire = shop.connect()) {
            for (int i = 0; i < REQUESTS; i++) {
                String answer = wire.get("/", ADA).text();
                assertThat(answer).doesNotContain("problem");
                assertThat(Json.text(answer, "/servedBy")).isEqualTo(server.servedBy());
                Neighbourhood.assertThatItWasSeen(answer);
                assertThat(Json.text(answer, "/tcp")).isEqualTo("N");
                assertThat(shop.podNames()).contains(wire.get("/", NOBODY).servedBy());
            }
        }
        session.detach();
    }

    @Test
    void curlAndPsqlUseTheNamesOfTheCluster() {
        Optional<String> missing = Programs.missing("curl", "psql");
        assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
        var local = shop.startLocal("local-ada");
        Attachment session = attach(
                local.port(), List.of("--files", user.files().toString(), "--", "sh", Programs.source("program.sh")));
        assertThat(session.awaitExitCode(END_TIMEOUT)).as(session.toString()).isZero();
        String answer = session.commandOutput("{\"region\"");
        Neighbourhood.assertThatItWasSeen(answer);
        assertThat(Json.text(answer, "/tcp")).startsWith("ledger-");
    }

    /** Nobody but root could listen on it here, for the command or in place of kube-proxy. */
    @Test
    void aLowPortIsReached(Cluster cluster) {
        Optional<String> missing = Programs.missing("curl").or(() -> cluster.refusedPort(LOW_PORT));
        assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
        cluster.apply(NAMESPACE, """
                apiVersion: v1
                kind: Service
                metadata: {name: front}
                spec:
                  selector: {app: payments}
                  ports: [{name: http, port: %d, targetPort: http}]
                """.formatted(LOW_PORT));
        Attachment session = curl("http://front.outgoing.svc/");
        assertThat(session.awaitExitCode(END_TIMEOUT)).as(session.toString()).isZero();
        assertThat(shop.podNames()).contains(Json.text(session.commandOutput("{"), "/servedBy"));
    }

    @Test
    void aNameThatTheClusterDoesNotHaveIsNotFound() {
        Optional<String> missing = Programs.missing("curl");
        assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
        Attachment session = curl("http://nobody.outgoing.svc/");
        assertThat(session.awaitExitCode(END_TIMEOUT)).as(session.toString()).isEqualTo(CURL_FOUND_NO_HOST);
    }

    @Test
    void whoWaitsForAConnectionIsToldWhatThePodWasTold() {
        var local = shop.startLocal("local-ada");
        String command = "cat </dev/tcp/" + Neighbourhood.NOBODY_THERE;
        Attachment session = attach(local.port(), List.of("--outgoing", "connect", "--", "bash", "-c", command));
        assertThat(session.awaitExitCode(END_TIMEOUT)).as(session.toString()).isEqualTo(1);
        assertThat(session.toString()).contains("Connection refused");
    }

    private Attachment curl(String url) {
        return attach(FreePorts.next(), List.of("--outgoing", "connect", "--", "curl", "-sS", url));
    }

    private Attachment attach(int port, List<String> more) {
        List<String> arguments = new ArrayList<>(List.of("--key", "ada"));
        arguments.addAll(more);
        return shop.attachAs(user.words(shop.cluster), port, arguments);
    }
}
