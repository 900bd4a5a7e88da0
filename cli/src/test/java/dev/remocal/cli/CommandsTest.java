package dev.remocal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.remocal.cli.tunnel.FakeSidecar;
import dev.remocal.protocol.Event;
import dev.remocal.protocol.Mode;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands in this process, against an API server and sidecars on loopback sockets. */
@Timeout(60)
class CommandsTest {

    private static final int ACCEPT_TIMEOUT_MILLIS = 20_000;
    private static final String SERVICE = "/api/v1/namespaces/shop/services/payments";
    private static final String PODS = "/api/v1/namespaces/shop/pods";
    private static final String REVIEWS = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
    private static final String WEBHOOKS = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations";
    private static final String NAMESPACE = "/api/v1/namespaces/shop";

    private final FakeSidecar sidecar = new FakeSidecar("payments-1");
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final FakeApi api = new FakeApi();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    CommandsTest() throws Exception {}

    @BeforeEach
    void onePod() {
        api.reply(NAMESPACE, 200, "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"shop\"}}");
        api.reply(SERVICE, 200, FakeApi.service("\"http\""));
        api.reply(PODS, 200, FakeApi.podList(FakeApi.pod("payments-1", "http=14100:8080", true)));
        api.forward("payments-1", sidecar.port());
    }

    @AfterEach
    void close() throws Exception {
        api.close();
        sidecar.close();
    }

    @Test
    void attachRunsTheCommandAndEndsWithItsExitCode() throws Exception {
        try (ServerSocket local = listen()) {
            CompletableFuture<Integer> exit = CompletableFuture.supplyAsync(() -> run(
                    "attach",
                    "svc/payments",
                    "--key",
                    "ada",
                    "-p",
                    local.getLocalPort() + ":web",
                    "-o",
                    "json",
                    "--",
                    "sh",
                    "-c",
                    "exit 7"));
            assertThat(sidecar.awaitCall()).isEqualTo("POST /v1/sessions");
            assertThat(exit.get(30, TimeUnit.SECONDS)).as(err::toString).isEqualTo(7);
        }
        assertThat(err.toString()).isEmpty();
        assertThat(out.toString().lines()).hasSize(5);
        assertThat(out.toString())
                .contains("\"event\":\"outgoing\",")
                .contains("\"event\":\"attached\"")
                .contains("\"podNames\":[\"payments-1\"],\"pods\":1,\"millis\":")
                .contains("\"event\":\"environment\"")
                .contains("\"event\":\"command-exited\"")
                .contains("\"exitCode\":7")
                .contains("\"event\":\"detached\"");
    }

    @Test
    void bytesAndEventsPassThroughThePortForward() throws Exception {
        byte[] body = new byte[1_000_000];
        try (ServerSocket local = listen();
                ServerSocket gate = listen()) {
            CompletableFuture<Integer> exit = CompletableFuture.supplyAsync(() -> run(
                    "attach",
                    "svc/payments",
                    "--key",
                    "ada",
                    "-p",
                    String.valueOf(local.getLocalPort()),
                    "--",
                    "bash",
                    "-c",
                    "exec 3<>/dev/tcp/127.0.0.1/" + gate.getLocalPort() + "; cat <&3"));
            try (Socket command = gate.accept()) {
                FakeSidecar.Handed handed = sidecar.handOver(8080);
                handed.send(body);
                handed.endOutput();
                try (Socket accepted = local.accept();
                        InputStream input = accepted.getInputStream()) {
                    assertThat(input.readAllBytes()).hasSize(body.length);
                    accepted.getOutputStream().write(body);
                    accepted.shutdownOutput();
                    assertThat(handed.awaitReceived()).startsWith("1000000:");
                }
                sidecar.send(new Event.Exchange(1, 8080, Mode.DIVERT, "GET", "/\u001b[2Jx", 201, 12));
                api.pushPod("MODIFIED", FakeApi.pod("payments-1", "http=14100:8080", false));
                command.shutdownOutput();
            }
            assertThat(exit.get(30, TimeUnit.SECONDS)).as(err::toString).isZero();
        }
        assertThat(out.toString())
                .contains("Attached to svc/payments in namespace shop (context test, 1 pod) in ")
                .contains(
                        "  mode    divert: matching requests are answered by you, and by the cluster where you cannot\n")
                .contains("  filter  key:ada\n")
                .contains("  try     curl -H 'x-remocal: ada' http://payments.shop/\n");
    }

    @Test
    void dryRunSaysWhatWouldBeDone() throws Exception {
        assertThat(run("attach", "svc/payments", "--key", "ada", "--dry-run")).isZero();
        assertThat(out.toString()).isEqualTo(golden("dry-run.txt"));
    }

    @Test
    void dryRunNamesTheSampleAndAnAddressInBrackets() throws Exception {
        assertThat(run(
                        "attach",
                        "svc/payments",
                        "-m",
                        "mirror",
                        "--sample",
                        "0.50%",
                        "--host",
                        "2001:db8::1",
                        "--dry-run"))
                .isZero();
        assertThat(out.toString())
                .contains("mirror: you get copies of 0.5 % of matching requests, the cluster answers")
                .contains("filter  host=2001:db8::1")
                .contains("-H 'Host: [2001:db8::1]'");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /api/v1/namespaces/shop/services/payments | 404 | 7 | There is no svc/payments in namespace shop; check the name, or choose another namespace with -n.
            /api/v1/namespaces/shop/services/payments | 403 | 5 | You are not allowed to get services in namespace shop; ask for a role that grants 'get' on 'services' there.
            /api/v1/namespaces/shop/pods              | 403 | 5 | You are not allowed to list pods in namespace shop; ask for a role that grants 'list' on 'pods' there.
            /api/v1/namespaces/shop/pods/payments-1/portforward | 403 | 5 | You are not allowed to create pods/portforward in namespace shop; ask for a role that grants 'create' on 'pods/portforward' there.
            """)
    void whatTheApiServerRefusesIsNamed(String path, int status, int exitCode, String sentence) {
        api.reply(path, status, FakeApi.status(status, "no"));
        assertThat(run("attach", "svc/payments")).isEqualTo(exitCode);
        assertThat(err.toString()).isEqualTo("error: " + sentence + "\n");
    }

    @Test
    void listNeedsThePortForwardToo() {
        api.reply(PODS + "/payments-1/portforward", 403, FakeApi.status(403, "no"));
        assertThat(run("list")).isEqualTo(5);
        assertThat(err.toString())
                .startsWith("error: You are not allowed to create pods/portforward in namespace shop");
    }

    @Test
    void failedAttachPrintsNothingButItsSentence() {
        api.reply(PODS + "/payments-1/portforward", 403, FakeApi.status(403, "no"));
        assertThat(run("attach", "svc/payments", "-o", "json")).isEqualTo(5);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void namespaceThatIsNotThereIsNamed() {
        api.reply(SERVICE, 404, FakeApi.status(404, "no"));
        api.reply(NAMESPACE, 404, FakeApi.status(404, "no"));
        assertThat(run("attach", "svc/payments")).isEqualTo(6);
        assertThat(err.toString())
                .isEqualTo("error: There is no namespace shop; choose one of `kubectl get namespaces` with -n.\n");
    }

    @Test
    void serviceThatTargetsANumberNamesTheLineToChange() {
        api.reply(SERVICE, 200, FakeApi.service("8080"));
        assertThat(run("attach", "svc/payments")).isEqualTo(10);
        assertThat(err.toString())
                .isEqualTo(
                        "error: svc/payments sends port web (80) to the number 8080, past the sidecar; in its manifest"
                                + " write 'targetPort: http' in place of 'targetPort: 8080'.\n");
    }

    @Test
    void doctorFindsWhatAttachNeeds() throws Exception {
        doctored(FakeApi.service("\"http\""));
        sidecar.status("{\"version\":1,\"sidecarVersion\":\"" + Version.number()
                + "\",\"namespace\":\"shop\",\"pod\":\"payments-1\","
                + "\"uptimeMillis\":61000,\"draining\":false,\"ports\":[],\"sessions\":[]}");
        assertThat(run("doctor", "svc/payments")).as(() -> err + "" + out).isZero();
        assertThat(said()).isEqualTo(golden("doctor.txt"));
    }

    @Test
    void doctorAndAttachSayTheSameOfAServiceThatTargetsANumber() throws Exception {
        doctored(FakeApi.service("8080"));
        assertThat(run("doctor", "svc/payments", "-o", "json", "--verbose"))
                .as(err::toString)
                .isEqualTo(18);
        JsonNode report = new JsonMapper().readTree(out.toString());
        assertThat(report.path("healthy").asBoolean()).isFalse();
        assertThat(run("attach", "svc/payments")).isEqualTo(10);
        assertThat(report.path("findings").valueStream()).anySatisfy(finding -> {
            assertThat(finding.path("level").asText()).isEqualTo("FAIL");
            assertThat("error: " + finding.path("message").asText() + "\n").isEqualTo(err.toString());
            assertThat(finding.path("diff").asText()).contains("-      targetPort: 8080\n+      targetPort: http\n");
        });
    }

    @Test
    void doctorSaysWhatItMayNotRead() throws Exception {
        for (String path : List.of(REVIEWS, WEBHOOKS, NAMESPACE, SERVICE, PODS)) {
            api.reply(path, 403, FakeApi.status(403, "no"));
        }
        api.reply("/version", 200, "{\"gitVersion\":\"v1.36.1\",\"minor\":\"36+\"}");
        assertThat(run("doctor", "svc/payments")).as(err::toString).isEqualTo(18);
        assertThat(said()).isEqualTo(golden("doctor-of-a-stranger.txt"));
    }

    @Test
    void doctorStopsAtAClusterThatDoesNotAnswer() throws Exception {
        Path kubeconfig = api.kubeconfig(folder);
        api.close();
        assertThat(execute("doctor", "--kubeconfig", kubeconfig.toString())).isEqualTo(18);
        assertThat(out.toString())
                .startsWith("FAIL  api          The cluster at http://127.0.0.1:")
                .endsWith("\n1 FAIL\n");
    }

    private void doctored(String service) {
        api.reply("/version", 200, "{\"gitVersion\":\"v1.36.1\",\"minor\":\"36\"}");
        api.reply(REVIEWS, 201, "{\"status\":{\"allowed\":true}}");
        api.reply(WEBHOOKS, 200, "{\"items\":[]}");
        api.reply(
                NAMESPACE,
                200,
                "{\"metadata\":{\"name\":\"shop\",\"labels\":{\"remocal.dev/injection\":\"enabled\"}}}");
        api.reply("POST " + PODS, 201, FakeApi.pod("remocal-doctor-x", "http=14100:8080", false));
        api.reply(SERVICE, 200, service);
        api.reply(
                SERVICE.replace("/payments", ""),
                200,
                "{\"apiVersion\":\"v1\",\"kind\":\"ServiceList\",\"items\":[" + service + "]}");
        api.reply("/apis/networking.k8s.io/v1/namespaces/shop/networkpolicies", 200, "{\"items\":[]}");
    }

    private String said() {
        return out.toString().replaceAll("127.0.0.1:\\d+", "127.0.0.1:PORT").replace(Version.number(), "VERSION");
    }

    @Test
    void podsWithoutSidecarNameTheMissingLabel() {
        api.reply(PODS, 200, FakeApi.podList(FakeApi.pod("payments-1", null, true)));
        assertThat(run("attach", "svc/payments")).isEqualTo(9);
        assertThat(err.toString())
                .isEqualTo("error: No pod of svc/payments in namespace shop has a sidecar, because the namespace is not"
                        + " labelled remocal.dev/injection=enabled; run `kubectl label namespace shop"
                        + " remocal.dev/injection=enabled`, give the pod template the label remocal.dev/inject=true and"
                        + " run `kubectl -n shop rollout restart deploy/payments`.\n");
    }

    @Test
    void noPodsIsSaid() {
        api.reply(PODS, 200, FakeApi.podList());
        assertThat(run("attach", "svc/payments")).isEqualTo(8);
    }

    @Test
    void closedClusterIsNamedWithContextAndServer() throws Exception {
        Path kubeconfig = api.kubeconfig(folder);
        api.close();
        assertThat(execute("attach", "svc/payments", "--kubeconfig", kubeconfig.toString()))
                .isEqualTo(4);
        assertThat(err.toString())
                .startsWith("error: The cluster at http://127.0.0.1:")
                .contains(" (context test) cannot be reached: Connection refused");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            svc/payments --header x=~(?=a)  | '(?=a)' is not an RE2 regular expression
            svc/payments --all --key ada    | --all takes every request, so it goes with no other filter
            svc/payments --filter everything | say --all if that is what you want
            svc/payments --path orders      | --path 'orders' does not begin with '/'
            svc/payments --key a;b          | --key 'a;b' must be 1 to 128 letters
            svc/payments --mode steal       | 'steal' is not a mode; write divert, mirror or none
            svc/payments --sample 10%       | --sample is for copies: add --mode mirror
            svc/payments -m mirror --sample 0  | '0' is not a share; write a number above 0 and up to 100
            svc/payments -m mirror --sample 101% | '101%' is not a share
            svc/payments -p x:http          | is not LOCAL or LOCAL:REMOTE
            svc/payments --timeout soon     | 'soon' is not a duration
            svc/payments -o yaml            | expected one of [text, json] (case-insensitive) but was 'yaml'
            payments                        | 'payments' is not a target
            """)
    void wrongUsageIsExplainedBeforeAnythingIsContacted(String arguments, String sentence) {
        assertThat(execute(("attach " + arguments).split(" ", -1))).isEqualTo(2);
        assertThat(err.toString()).contains(sentence).endsWith("see `remocal attach --help`.\n");
    }

    @Test
    void stdinIsReadOnce() {
        assertThat(execute("inject", "-f", "-", "-f", "-")).isEqualTo(2);
        assertThat(err.toString())
                .isEqualTo("error: -f - is there 2 times, and stdin can be read once; leave it in once; see `remocal"
                        + " inject --help`.\n");
    }

    @Test
    void verboseShowsWhereAFailureCameFrom() {
        api.reply(SERVICE, 404, FakeApi.status(404, "no"));
        assertThat(run("attach", "svc/payments", "--verbose")).isEqualTo(7);
        assertThat(err.toString())
                .startsWith("error: There is no svc/payments in namespace shop")
                .contains("\tat dev.remocal.cli.cluster.Targets.");
    }

    @Test
    void listAndStatusAskTheSidecars() throws Exception {
        api.reply(
                PODS,
                200,
                FakeApi.podList(
                        FakeApi.pod("payments-1", "http=14100:8080", true),
                        FakeApi.pod("payments-2", "http=14100:8080", true)));
        String session = "{\"id\":\"0f9a2b3c-1\",\"owner\":\"ada@laptop\",\"key\":\"ada\",\"target\":\"svc/payments\","
                + "\"mode\":\"divert\",\"ports\":[8080],\"filter\":\"key:ada\",\"onFailure\":\"cluster\",\"active\":true,"
                + "\"createdAtMillis\":0,\"requests\":7,\"fallbacks\":1,\"dropped\":0,\"parked\":16}";
        String mirror = session.replace("divert", "mirror")
                .replace("0f9a2b3c-1", "0f9a2b3c-2")
                .replace("\"active\"", "\"samplePercent\":2.50,\"active\"")
                .replace("ada", "bob");
        String sessions = "\"sessions\":[" + session + "," + mirror + "]}";
        sidecar.sessionList("{" + sessions);
        sidecar.status("{\"version\":1,\"sidecarVersion\":\"0.1\",\"namespace\":\"shop\",\"pod\":\"payments-1\","
                + "\"uptimeMillis\":61000,\"draining\":false,\"ports\":[{\"name\":\"http\",\"listen\":14100,\"app\":8080,"
                + "\"connections\":3,\"opaque\":0}]," + sessions);

        assertThat(run("list")).isZero();
        assertThat(run("status", "svc/payments")).isZero();
        assertThat(out.toString().replaceAll("\\d{4,}d", "DAYSd")).isEqualTo(golden("list-and-status.txt"));
        out.getBuffer().setLength(0);
        assertThat(run("list", "-o", "json")).isZero();
        assertThat(out.toString()).containsOnlyOnce("samplePercent").containsPattern("\"samplePercent\" ?: ?2.5");
    }

    private static ServerSocket listen() throws IOException {
        ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        socket.setSoTimeout(ACCEPT_TIMEOUT_MILLIS);
        return socket;
    }

    private int run(String... arguments) {
        try {
            String[] all = Arrays.copyOf(arguments, arguments.length + 2);
            System.arraycopy(arguments, 1, all, 3, arguments.length - 1);
            all[1] = "--kubeconfig";
            all[2] = api.kubeconfig(folder).toString();
            return execute(all);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private int execute(String... arguments) {
        return Remocal.commandLine(new RemocalCommand(), new Failures(false), arguments)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private static String golden(String name) throws IOException {
        try (InputStream stream = Optional.ofNullable(CommandsTest.class.getResourceAsStream("/golden/" + name))
                .orElseThrow()) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
