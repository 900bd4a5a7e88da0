package dev.remocal.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.remocal.test.cluster.Cluster;
import dev.remocal.test.cluster.LocalProcess;
import dev.remocal.test.cluster.Project;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The packaged command as a process: terminal and pipe, signals, environment. */
@ClusterTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommandLineIT {

    private static final String ESCAPE = "\u001b";
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Optional<String> ADA = Optional.of("ada");

    @SuppressWarnings("NullAway.Init")
    private ShopFixture shop;

    @BeforeAll
    void install(Cluster cluster) {
        shop = new ShopFixture(cluster, "command-line", 1);
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
    void terminalGetsColours() {
        assertThat(onTerminal(Map.of("TERM", "xterm"))).contains(ESCAPE + "[");
    }

    @Test
    void terminalWithNoColorGetsNone() {
        assertThat(onTerminal(Map.of("TERM", "xterm", "NO_COLOR", "1")))
                .contains("Attached to svc/payments")
                .doesNotContain(ESCAPE);
    }

    /** util-linux' script gives its command a terminal and copies what that shows to its own output. */
    private String onTerminal(Map<String, String> environment) {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "script (util-linux) is not installed");
        String attach = String.join(" ", Project.find().requireCommand("cli")) + " attach svc/payments --key ada -n "
                + shop.namespace + " -- true";
        try (LocalProcess process = start(environment, "script", "-q", "-e", "-c", attach, "/dev/null")) {
            assertThat(process.awaitExit(LIMIT)).as(process::toString).isZero();
            return process.output();
        }
    }

    @Test
    void pipeGetsLinesWithoutColoursAndSigtermEndsWithASentence() throws IOException {
        var local = shop.startLocal("local-ada");
        try (LocalProcess process = attachedInText(local.port())) {
            requestAndAwaitItsLine(process);
            process.terminate();
            assertThat(process.awaitExit(LIMIT)).isEqualTo(143);
            assertEnd(process);
        }
    }

    @Test
    void ctrlCEndsWithASentence() throws IOException {
        var local = shop.startLocal("local-ada");
        try (LocalProcess process = attachedInText(local.port())) {
            requestAndAwaitItsLine(process);
            process.interrupt();
            assertThat(process.awaitExit(LIMIT)).isEqualTo(130);
            assertEnd(process);
        }
    }

    private LocalProcess attachedInText(int port) {
        LocalProcess process = shop.cluster
                .processes()
                .cli(
                        Project.find(),
                        shop.cluster.kubeconfig(),
                        "attach",
                        "svc/payments",
                        "--key",
                        "ada",
                        "-n",
                        shop.namespace,
                        "-p",
                        String.valueOf(port));
        process.awaitOutput("that it is attached", LIMIT, output -> output.contains("stop    Ctrl-C"));
        return process;
    }

    private void requestAndAwaitItsLine(LocalProcess process) throws IOException {
        try (HttpWire wire = shop.connect()) {
            assertThat(wire.get("/orders?id=7", ADA).servedBy()).isEqualTo("local-ada");
        }
        process.awaitOutput("the request", LIMIT, output -> output.contains("GET     /orders?id=7  200  "));
    }

    private void assertEnd(LocalProcess process) throws IOException {
        assertThat(process.output()).endsWith("Detached after 1 request and 0 fallbacks.\n");
        assertThat(process.output().replace("\n", "")).matches("\\P{C}*");
        assertThat(process.errors()).isEmpty();
        try (HttpWire wire = shop.connect()) {
            assertThat(shop.podNames()).contains(wire.get("/", ADA).servedBy());
        }
    }

    /** A developer's shell or project may well have them, and they are not meant for us. */
    @Test
    void settingsOfAQuarkusApplicationAreNotOurs() {
        List<String> command = new ArrayList<>(Project.find().requireCommand("cli"));
        command.addAll(List.of("list", "-n", shop.namespace));
        try (LocalProcess process = start(
                Map.of("QUARKUS_LOG_LEVEL", "ALL", "QUARKUS_LOG_MIN_LEVEL", "ALL", "QUARKUS_BANNER_ENABLED", "true"),
                command.toArray(String[]::new))) {
            assertThat(process.awaitExit(LIMIT)).as(process::toString).isZero();
            assertThat(process.errors()).isEmpty();
        }
    }

    /** Reading and verifying them took a quarter of the time of a command that asks no cluster. */
    @ParameterizedTest
    @CsvSource({
        "--help, Usage: remocal",
        "attach --help, Usage: remocal attach",
        "version, remocal ",
        "completion bash, _complete_remocal"
    })
    void whatPrintsTakesAllClassesFromTheAotCacheOfItsOwn(String arguments, String printed, @TempDir Path folder)
            throws IOException {
        List<String> command = new ArrayList<>(Project.find().requireCommand("cli"));
        assumeTrue(
                command.stream().anyMatch(argument -> argument.startsWith("-XX:AOTCache=")),
                "the command has no AOT cache (-Daot.skip), or is an executable");
        command.replaceAll(argument -> argument.replaceFirst("app\\.aot$", "help.aot"));
        Path classes = folder.resolve("classes");
        command.add(command.indexOf("-cp"), "-Xlog:class+load:file=" + classes);
        command.addAll(List.of(arguments.split(" ")));

        try (LocalProcess process = start(Map.of(), command.toArray(String[]::new))) {
            assertThat(process.awaitExit(LIMIT)).as(process::toString).isZero();
            assertThat(process.output()).contains(printed);
        }

        assertThat(Files.readAllLines(classes))
                .anyMatch(line -> line.contains("picocli.CommandLine source: shared objects file"))
                .noneMatch(line -> line.contains("source: file:"));
    }

    @ParameterizedTest
    @CsvSource({"'', Usage: remocal [-hV]", "files, Usage: remocal files", "config, Usage: remocal config"})
    void aGroupOfCommandsAloneShowsItsHelp(String group, String usage) {
        String[] arguments = group.isEmpty() ? new String[0] : new String[] {group};
        try (LocalProcess process =
                shop.cluster.processes().cli(Project.find(), shop.cluster.kubeconfig(), arguments)) {
            assertThat(process.awaitExit(LIMIT)).as(process::toString).isZero();
            assertThat(process.output()).startsWith(usage);
            assertThat(process.errors()).isEmpty();
        }
    }

    @Test
    void severalFilesInKubeconfigAreMerged(@TempDir Path folder) throws IOException {
        Path first = Files.writeString(folder.resolve("first"), """
                apiVersion: v1
                kind: Config
                clusters: [{name: elsewhere, cluster: {server: "https://127.0.0.1:1"}}]
                contexts: [{name: elsewhere, context: {cluster: elsewhere, user: nobody}}]
                users: [{name: nobody, user: {token: none}}]
                current-context: elsewhere
                """);
        String both = first + File.pathSeparator + shop.cluster.kubeconfig();
        String context =
                shop.cluster.client().getConfiguration().getCurrentContext().getName();
        List<String> list = List.of("list", "-n", shop.namespace);
        assertThat(exitCode(both, list)).as("the first file names the context").isEqualTo(4);
        assertThat(exitCode(both, List.of("list", "-n", shop.namespace, "--context", context)))
                .as("a context of the second file")
                .isZero();
    }

    private int exitCode(String kubeconfig, List<String> arguments) {
        List<String> command = new ArrayList<>(Project.find().requireCommand("cli"));
        command.addAll(arguments);
        try (LocalProcess process =
                shop.cluster.processes().start("remocal", Map.of("KUBECONFIG", kubeconfig), command)) {
            return process.awaitExit(LIMIT);
        }
    }

    private LocalProcess start(Map<String, String> environment, String... command) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("KUBECONFIG", shop.cluster.kubeconfig().toString());
        return shop.cluster.processes().start("remocal", all, List.of(command));
    }
}
