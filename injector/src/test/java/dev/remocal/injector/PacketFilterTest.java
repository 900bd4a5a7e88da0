package dev.remocal.injector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Who meets a connection under the rules of {@link PacketFilter}, as the kernel has it: in a network namespace for the pod and
 * one for the outside, with the rules of a mesh set before, as its init container or CNI plugin does.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PacketFilterTest {

    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    /** What enters goes to the proxy, but for the spared port; so does what the proxy sends to the pod's own address. */
    private static final String ISTIO_RULES = """
            for t in iptables ip6tables; do
              if [ $t = iptables ]; then six=127.0.0.6/32 lo=127.0.0.1/32; else six=::6/128 lo=::1/128; fi
              for chain in IN OUT; do $t -w -t nat -N MESH_$chain; done
              $t -w -t nat -A MESH_IN -p tcp --dport SPARED -j RETURN
              $t -w -t nat -A MESH_IN -p tcp -j REDIRECT --to-ports 15006
              $t -w -t nat -A PREROUTING -p tcp -j MESH_IN
              $t -w -t nat -A MESH_OUT -s $six -o lo -j RETURN
              $t -w -t nat -A MESH_OUT ! -d $lo -o lo -p tcp -m owner --uid-owner 1337 -j REDIRECT --to-ports 15006
              $t -w -t nat -A MESH_OUT -o lo -j RETURN
              $t -w -t nat -A MESH_OUT -m owner --uid-owner 1337 -j RETURN
              $t -w -t nat -A MESH_OUT -p tcp -j REDIRECT --to-ports 15001
              $t -w -t nat -A OUTPUT -p tcp -j MESH_OUT
            done
            ip -6 addr add ::6/128 dev lo
            """;

    private static final String LINKERD_RULES = """
            for t in iptables ip6tables; do
              if [ $t = iptables ]; then lo=127.0.0.1/32; else lo=::1/128; fi
              for chain in IN OUT; do $t -w -t nat -N MESH_$chain; done
              $t -w -t nat -A MESH_IN -p tcp --dport SPARED -j RETURN
              $t -w -t nat -A MESH_IN -p tcp -j REDIRECT --to-ports 15006
              $t -w -t nat -A PREROUTING -j MESH_IN
              $t -w -t nat -A MESH_OUT ! -d $lo -o lo -p tcp -m owner --uid-owner 2105 -j MESH_IN
              $t -w -t nat -A MESH_OUT -m owner --uid-owner 2105 -j RETURN
              $t -w -t nat -A MESH_OUT -o lo -j RETURN
              $t -w -t nat -A MESH_OUT -p tcp -j REDIRECT --to-ports 15001
              $t -w -t nat -A OUTPUT -j MESH_OUT
            done
            """;

    /** Whatever the kernel and the tools must be able to. */
    private static final String PROBE = """
            ip link add eth0 type veth peer name eth1
            ip -6 addr add ::6/128 dev lo
            for t in iptables ip6tables; do
              $t -w -t nat -A OUTPUT -m owner --uid-owner 1 -j RETURN
              $t -w -t nat -A OUTPUT -p tcp -j REDIRECT --to-ports 1
            done
            """;

    private static final String NONE = "9";
    private static final String APP = "8080";

    /** The golden case whose rules are set, behind these of a mesh, which spares that port. */
    enum Scenario {
        NO_MESH("iptables", "", NONE),
        ISTIO("iptables-with-istio", ISTIO_RULES, NONE),
        ISTIO_SPARES_THE_APP("iptables-with-istio", ISTIO_RULES, APP),
        LINKERD("iptables-with-linkerd", LINKERD_RULES, NONE),
        LINKERD_SPARES_THE_APP("iptables-with-linkerd", LINKERD_RULES, APP);

        private final String golden;
        private final String rules;

        Scenario(String golden, String rules, String spared) {
            this.golden = golden;
            this.rules = rules.replace("SPARED", spared);
        }
    }

    private enum Family {
        IPV4("10.77.0.1", "127.0.0.1", "127.0.0.6"),
        IPV6("fd77::1", "::1", "::6");

        private final String pod;
        private final String loopback;
        private final String six;

        Family(String pod, String loopback, String six) {
            this.pod = pod;
            this.loopback = loopback;
            this.six = six;
        }

        String address(String name) {
            return switch (name) {
                case "pod" -> pod;
                case "loopback" -> loopback;
                case "six" -> six;
                default -> "";
            };
        }
    }

    private record Pair(NetworkNamespace pod, NetworkNamespace outside, Process listeners) {

        void close() {
            NetworkNamespace.end(listeners);
            pod.close();
            outside.close();
        }
    }

    private final Map<Scenario, Pair> pairs = new EnumMap<>(Scenario.class);

    @SuppressWarnings("NullAway.Init")
    private Path classes;

    private Optional<String> missing = Optional.empty();

    @BeforeAll
    void makeNamespaces(@TempDir Path folder) throws IOException {
        classes = folder;
        copyPeer();
        missing = missing();
        if (missing.isEmpty()) {
            for (Scenario scenario : Scenario.values()) {
                pairs.put(scenario, pair(scenario));
            }
        }
    }

    /** Before each, so that each is reported with the reason. */
    @BeforeEach
    void requireNamespaces() {
        assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
    }

    @AfterAll
    void removeNamespaces() {
        pairs.values().forEach(Pair::close);
    }

    /** Where every user of this machine may read it. */
    private void copyPeer() throws IOException {
        Files.setPosixFilePermissions(classes, PosixFilePermissions.fromString("rwxr-xr-x"));
        String name = NetworkPeer.class.getName().replace('.', '/') + ".class";
        Path copy = classes.resolve(name);
        Files.createDirectories(copy.getParent());
        try (var bytes = NetworkPeer.class.getClassLoader().getResourceAsStream(name)) {
            Files.write(copy, bytes.readAllBytes());
        }
    }

    private Optional<String> missing() {
        try (NetworkNamespace namespace = new NetworkNamespace()) {
            namespace.run("sh", "-ec", PROBE);
            ask(namespace, "1337", "", Family.IPV4.loopback, NONE);
            return Optional.empty();
        } catch (IllegalStateException | UncheckedIOException failure) {
            return Optional.of("network namespaces, iptables (nf_tables) and setpriv cannot be used here: "
                    + failure.getMessage());
        }
    }

    private Pair pair(Scenario scenario) {
        NetworkNamespace pod = new NetworkNamespace();
        NetworkNamespace outside = new NetworkNamespace();
        pod.run("sh", "-ec", "ip link add eth0 type veth peer name eth0 netns " + outside.pid());
        connect(pod, "1");
        connect(outside, "2");
        pod.run("sh", "-ec", scenario.rules);
        String ours = script(scenario);
        pod.run("sh", "-ec", ours);
        // An init container may run again.
        pod.run("sh", "-ec", ours);
        Process listeners = pod.start(peer("listen", "app=8080", "sidecar=14100", "proxy=15006"));
        return new Pair(pod, outside, listeners);
    }

    private static void connect(NetworkNamespace namespace, String host) {
        namespace.run("ip", "addr", "add", "10.77.0." + host + "/24", "dev", "eth0");
        namespace.run("ip", "addr", "add", "fd77::" + host + "/64", "dev", "eth0", "nodad");
        namespace.run("ip", "link", "set", "eth0", "up");
    }

    private static String script(Scenario scenario) {
        Decision decision = GoldenCase.all().stream()
                .filter(golden -> golden.name().equals(scenario.golden))
                .findFirst()
                .orElseThrow()
                .decide();
        return PodPath.of("spec", "initContainers", PacketFilter.NAME, "command", "2")
                .in(((Decision.Inject) decision).pod())
                .asText();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # scenario             | who      | user  | from | to       | port  | answers
            NO_MESH                | outside  | 0     |      | pod      | 8080  | sidecar
            NO_MESH                | outside  | 0     |      | pod      | 14101 | app
            NO_MESH                | app      | 1000  |      | loopback | 8080  | app
            NO_MESH                | app      | 1000  |      | pod      | 8080  | app
            NO_MESH                | sidecar  | 65532 |      | loopback | 8080  | app
            ISTIO                  | outside  | 0     |      | pod      | 8080  | proxy
            ISTIO                  | proxy    | 1337  | six  | pod      | 8080  | sidecar
            ISTIO                  | proxy    | 1337  | six  | pod      | 14101 | app
            ISTIO                  | proxy    | 1337  |      | pod      | 8080  | proxy
            ISTIO                  | sidecar  | 65532 |      | loopback | 8080  | app
            ISTIO                  | sidecar  | 65532 | six  | six      | 8080  | app
            ISTIO                  | app      | 1000  |      | pod      | 8080  | app
            ISTIO_SPARES_THE_APP   | outside  | 0     |      | pod      | 8080  | sidecar
            LINKERD                | outside  | 0     |      | pod      | 8080  | proxy
            LINKERD                | outside  | 0     |      | pod      | 14101 | proxy
            LINKERD                | proxy    | 2105  |      | loopback | 8080  | sidecar
            LINKERD                | proxy    | 2105  |      | loopback | 14101 | app
            LINKERD                | proxy    | 2105  |      | pod      | 8080  | proxy
            LINKERD                | sidecar  | 65532 |      | loopback | 8080  | app
            LINKERD                | app      | 1000  |      | pod      | 8080  | app
            LINKERD_SPARES_THE_APP | outside  | 0     |      | pod      | 8080  | sidecar
            """)
    void connectionMeets(
            Scenario scenario, String who, String user, String from, String to, String port, String answers) {
        Pair pair = Objects.requireNonNull(pairs.get(scenario));
        NetworkNamespace namespace = who.equals("outside") ? pair.outside() : pair.pod();
        for (Family family : Family.values()) {
            String source = from == null ? "" : family.address(from);
            assertThat(ask(namespace, user, source, family.address(to), port))
                    .as("%s, %s", who, family)
                    .isEqualTo(answers);
        }
    }

    private String ask(NetworkNamespace namespace, String user, String source, String host, String port) {
        Stream<String> asUser = Stream.of("setpriv", "--reuid", user, "--clear-groups");
        return namespace.run(Stream.concat(asUser, Stream.of(peer("ask", source, host, port)))
                .toArray(String[]::new));
    }

    private String[] peer(String... arguments) {
        Stream<String> java = Stream.of(JAVA, "-cp", classes.toString(), NetworkPeer.class.getName());
        return Stream.concat(java, Stream.of(arguments)).toArray(String[]::new);
    }
}
