package dev.remocal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remocal.cli.tunnel.FakeSidecar;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code env}, and the environment of a command behind {@code attach}, against an API server on loopback. */
@Timeout(60)
class EnvironmentCommandsTest {

    private static final String NAMESPACE = "/api/v1/namespaces/shop";

    private final FakeSidecar sidecar = new FakeSidecar("payments-1");
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final FakeApi api = new FakeApi();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    EnvironmentCommandsTest() throws Exception {}

    @BeforeEach
    void shop() {
        api.reply(NAMESPACE + "/services/payments", 200, FakeApi.service("\"http\""));
        api.reply(NAMESPACE + "/services", 200, "{\"kind\":\"ServiceList\",\"apiVersion\":\"v1\",\"items\":[]}");
        api.reply("/api/v1/namespaces/default/services/kubernetes", 404, FakeApi.status(404, "no"));
        api.reply(NAMESPACE + "/configmaps/settings", 200, """
                {"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"settings"},"data":{"MODE":"slow","PATH":"/app"}}""");
        api.reply(NAMESPACE + "/secrets/database", 200, """
                {"kind":"Secret","apiVersion":"v1","metadata":{"name":"database"},"data":{"password":"czNjcmV0"}}""");
        api.reply(NAMESPACE + "/secrets/other", 403, FakeApi.status(403, "no"));
        pods(FakeApi.pod("payments-1", "http=14100:8080", true));
        api.forward("payments-1", sidecar.port());
    }

    private void pods(String... pods) {
        List<String> withEnvironment = new ArrayList<>();
        for (String pod : pods) {
            withEnvironment.add(pod.replace(FakeApi.SIDECAR, "").replace("\"name\":\"app\"", """
                    "name":"app","envFrom":[{"configMapRef":{"name":"settings"}}],"env":[
                     {"name":"POD","valueFrom":{"fieldRef":{"fieldPath":"metadata.name"}}},
                     {"name":"PASSWORD","valueFrom":{"secretKeyRef":{"name":"database","key":"password"}}},
                     {"name":"TOKEN","valueFrom":{"secretKeyRef":{"name":"other","key":"token"}}},
                     {"name":"URL","value":"db://$(PASSWORD)@$(TOKEN)"}]"""));
        }
        api.reply(NAMESPACE + "/pods", 200, FakeApi.podList(withEnvironment.toArray(String[]::new)));
    }

    @AfterEach
    void close() throws Exception {
        api.close();
        sidecar.close();
    }

    @Test
    void envPrintsWhatMayBeReadAndNamesTheRest() {
        assertThat(run("env", "svc/payments")).as(err::toString).isZero();
        assertThat(out).hasToString("MODE=slow\nPASSWORD=s3cret\nPOD=payments-1\n");
        assertThat(err.toString().lines())
                .containsExactly(
                        "warning: left out: TOKEN. You are not allowed to get secrets in namespace shop; ask for a role that"
                                + " grants 'get' on 'secrets' there.",
                        "warning: left out: URL. It refers to $(TOKEN), which is left out.",
                        "left out: PATH. They are your machine's own; --env-include takes one that it names in full.");
    }

    @Test
    void aFileIsTheUsersAlone() throws IOException {
        Path file = Files.writeString(folder.resolve(".env"), "before");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        assertThat(run("env", "svc/payments", "--env-include", "P*", "--file", file.toString()))
                .isZero();
        assertThat(out.toString()).isEmpty();
        assertThat(file).hasContent("PASSWORD=s3cret\nPOD=payments-1\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void aFileThatCannotBeWrittenIsNamed() {
        assertThat(run(
                        "env",
                        "svc/payments",
                        "--file",
                        folder.resolve("no/such/.env").toString()))
                .isEqualTo(1);
        assertThat(err.toString())
                .isEqualTo("error: " + folder
                        + "/no/such/.env cannot be written: its folder does not exist; choose another" + " place.\n");
    }

    @Test
    void theReadyAndNewestReplicaIsRead() {
        pods(
                created(FakeApi.pod("payments-new", null, false), 3),
                created(FakeApi.pod("payments-old", null, true), 1),
                created(FakeApi.pod("payments-ready", null, true), 2));
        assertThat(run("env", "svc/payments", "--env-include", "POD")).isZero();
        assertThat(out).hasToString("POD=payments-ready\n");
    }

    private static String created(String pod, int day) {
        return pod.replace("\"uid\"", "\"creationTimestamp\":\"2026-11-0" + day + "T10:00:00Z\",\"uid\"");
    }

    @Test
    void anUnknownContainerIsAnsweredWithThoseThatAre() {
        assertThat(run("env", "svc/payments", "--container", "web")).isEqualTo(7);
        assertThat(err)
                .hasToString("error: Pod payments-1 has no container web; choose one of app with --container.\n");
    }

    @Test
    void aCommandGetsTheContainersEnvironmentOverItsOwn() throws IOException {
        Path seen = folder.resolve("seen");
        assertThat(run(
                        "attach",
                        "svc/payments",
                        "-p",
                        "9",
                        "--env",
                        "EXTRA=mine",
                        "-o",
                        "json",
                        "--",
                        "sh",
                        "-c",
                        "echo $MODE $PASSWORD $POD $EXTRA ${URL-none} > " + seen + "; echo $PATH >> " + seen))
                .as(err::toString)
                .isZero();
        assertThat(seen).hasContent("slow s3cret payments-1 mine none\n" + System.getenv("PATH"));
        assertThat(out.toString())
                .contains("\"event\":\"environment\"")
                .contains(
                        "\"pod\":\"payments-1\",\"container\":\"app\",\"variables\":4,\"secrets\":1,\"keptOwn\":[\"PATH\"],"
                                + "\"withheld\":[{\"name\":\"TOKEN\",\"reason\":\"You are not allowed")
                .doesNotContain("s3cret");
    }

    @Test
    void withoutTheContainersEnvironmentACommandHasItsOwn() throws IOException {
        Path seen = folder.resolve("seen");
        assertThat(run(
                        "attach",
                        "svc/payments",
                        "-p",
                        "9",
                        "--no-env",
                        "--env",
                        "EXTRA=mine",
                        "--",
                        "sh",
                        "-c",
                        "echo ${MODE-none} $EXTRA > " + seen))
                .as(err::toString)
                .isZero();
        assertThat(seen).hasContent("none mine");
        assertThat(out.toString()).contains("environment: 1 variable of your own choice\n");
    }

    private int run(String... arguments) {
        try {
            List<String> all = new ArrayList<>(List.of(arguments));
            all.addAll(1, List.of("--kubeconfig", api.kubeconfig(folder).toString()));
            String[] words = all.toArray(String[]::new);
            return Remocal.commandLine(new RemocalCommand(), new Failures(false), words)
                    .setOut(new PrintWriter(out, true))
                    .setErr(new PrintWriter(err, true))
                    .execute(words);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
