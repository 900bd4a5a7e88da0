package dev.remocal.cli.names;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Real programs with names of their own. Where the kernel forbids it, the tests are skipped with its reason. */
@EnabledOnOs(OS.LINUX)
@Timeout(120)
class NamespaceProbeTest {

    private static final List<String> AS_NOBODY =
            List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    /** Who runs the command. */
    enum User {
        CURRENT,
        NOBODY
    }

    private record Ran(int exitCode, String output, long pid) {}

    @BeforeEach
    void names() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(folder.resolve("hosts"), "127.77.0.1 payments.shop.svc payments\n127.0.0.1 localhost\n");
        Files.writeString(folder.resolve("nsswitch.conf"), "hosts: files\n");
    }

    @ParameterizedTest
    @EnumSource
    void commandSeesTheNamesAndNobodyElseDoes(User user) throws Exception {
        assertThat(run(user, "getent", "hosts", "payments").output())
                .isEqualTo("127.77.0.1      payments.shop.svc payments\n");
        assertThat(run(List.of("getent", "hosts", "payments")).exitCode()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void commandIsTheProcessWithItsUserDirectoryAndExitCode(User user) throws Exception {
        Ran ran = run(user, "sh", "-c", "echo $$ $(id -u):$(id -g) $(pwd) \"$1\"; exit 7", "sh", "a  b");
        String ids = user == User.NOBODY
                ? "65534:65534"
                : run(List.of("sh", "-c", "echo $(id -u):$(id -g)")).output().strip();
        assertThat(ran.output()).isEqualTo(ran.pid() + " " + ids + " " + folder + " a  b\n");
        assertThat(ran.exitCode()).isEqualTo(7);
    }

    @Test
    void ordinaryUserHasNoCapabilitiesLeft() throws Exception {
        assertThat(run(User.NOBODY, "grep", "-E", "^Cap(Inh|Prm|Eff|Amb)", "/proc/self/status")
                        .output())
                .matches("(Cap...:\\t0000000000000000\\n){4}");
    }

    @Test
    void signalReachesTheCommand() throws Exception {
        Process process = start(
                command(User.CURRENT, "sh", "-c", "trap 'exit 9' TERM; echo ready; while :; do sleep 0.01; done"));
        assertThat(process.inputReader().readLine()).isEqualTo("ready");
        process.destroy();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(9);
    }

    @Test
    void laterChangesAreSeen() throws Exception {
        Process process = start(command(User.CURRENT, "sh", "-c", "read go; getent hosts orders"));
        Files.writeString(folder.resolve("hosts"), "127.77.0.2 orders\n");
        try (var input = process.outputWriter()) {
            input.write("go\n");
        }
        assertThat(output(process)).isEqualTo("127.77.0.2      orders\n");
    }

    @Test
    void linkIsFollowedToWhatIsMountedOn() throws IOException {
        Path system = Files.createDirectory(folder.resolve("etc"));
        Path stub = Files.createFile(folder.resolve("stub-resolv.conf"));
        Files.createSymbolicLink(system.resolve("resolv.conf"), stub);
        Path ours = Files.createFile(folder.resolve("resolv.conf"));
        assertThat(NamespaceProbe.mounts(folder, system))
                .containsExactly(new NamespaceCommand.Mount(
                        ours.toRealPath().toString(), stub.toRealPath().toString()));
    }

    @ParameterizedTest
    @CsvSource({"CURRENT, curl", "NOBODY, curl", "CURRENT, node", "NOBODY, node", "CURRENT, python3", "NOBODY, python3"
    })
    void programReachesANameThatIsServedHere(User user, String program) throws Exception {
        assumeTrue(
                isInstalled(program)
                        && run(withUser(user, List.of(program, "--version"))).exitCode() == 0,
                program + " is not installed for " + user);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.77.0.1"), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write("ok".getBytes(StandardCharsets.US_ASCII));
            exchange.close();
        });
        server.start();
        try {
            String url = "http://payments:" + server.getAddress().getPort() + "/";
            assertThat(run(user, client(program, url)).output()).isEqualTo("ok");
        } finally {
            server.stop(0);
        }
    }

    private static String[] client(String program, String url) {
        return switch (program) {
            case "curl" -> new String[] {"curl", "-sS", "--noproxy", "*", url};
            case "node" ->
                new String[] {
                    "node", "-e", "fetch('" + url + "').then(r => r.text()).then(t => process.stdout.write(t))"
                };
            default ->
                new String[] {
                    "python3",
                    "-Sc",
                    "import urllib.request as u; print(u.build_opener(u.ProxyHandler({})).open('" + url
                            + "').read().decode(), end='')"
                };
        };
    }

    /** Go's own resolver, which asks no library. */
    @Test
    void staticBinaryResolvesThem() throws Exception {
        assumeTrue(isInstalled("go"), "go is not installed");
        Path program = Files.writeString(folder.resolve("lookup.go"), """
                package main

                import (
                	"fmt"
                	"net"
                )

                func main() {
                	addresses, err := net.LookupHost("payments")
                	fmt.Println(addresses, err)
                }
                """);
        ProcessBuilder build =
                new ProcessBuilder("go", "build", "-o", folder.resolve("lookup").toString(), program.toString());
        build.environment().put("CGO_ENABLED", "0");
        assertThat(output(build.inheritIO()
                        .redirectOutput(ProcessBuilder.Redirect.PIPE)
                        .start()))
                .isEmpty();
        assertThat(run(User.NOBODY, folder.resolve("lookup").toString()).output())
                .isEqualTo("[127.77.0.1] <nil>\n");
    }

    private static boolean isInstalled(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(entry -> Files.isExecutable(Path.of(entry, program)));
    }

    private Ran run(User user, String... command) throws Exception {
        return run(command(user, command));
    }

    private List<String> command(User user, String... command) throws IOException {
        PrivateNames names = NamespaceProbe.probe(folder);
        assumeTrue(names instanceof PrivateNames.Available, names.toString());
        List<String> prefix = user == User.CURRENT
                ? ((PrivateNames.Available) names).prefix()
                : NamespaceCommand.asUser(NamespaceProbe.mounts(folder, Path.of("/etc")));
        return withUser(user, Stream.concat(prefix.stream(), Stream.of(command)).toList());
    }

    private static List<String> withUser(User user, List<String> command) {
        List<String> whole = new ArrayList<>();
        if (user == User.NOBODY) {
            assumeTrue(System.getProperty("user.name").equals("root"), "only root can become another user");
            whole.addAll(AS_NOBODY);
        }
        whole.addAll(command);
        return whole;
    }

    private Ran run(List<String> command) throws Exception {
        Process process = start(command);
        process.getOutputStream().close();
        String output = output(process);
        return new Ran(process.exitValue(), output, process.pid());
    }

    private Process start(List<String> command) throws IOException {
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
    }

    private static String output(Process process) throws Exception {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return output;
    }
}
