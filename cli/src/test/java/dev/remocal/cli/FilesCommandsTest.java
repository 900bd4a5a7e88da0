package dev.remocal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remocal.cli.tunnel.FakeSidecar;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code files pull}, and the files of a command behind {@code attach}, against an API server on loopback. */
@Timeout(60)
class FilesCommandsTest {

    private static final String NAMESPACE = "/api/v1/namespaces/shop";

    private final FakeSidecar sidecar = new FakeSidecar("payments-1");
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final FakeApi api = new FakeApi();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path config;

    FilesCommandsTest() throws Exception {}

    @BeforeEach
    void shop() {
        api.reply(NAMESPACE + "/services/payments", 200, FakeApi.service("\"http\""));
        api.reply(NAMESPACE + "/services", 200, "{\"kind\":\"ServiceList\",\"apiVersion\":\"v1\",\"items\":[]}");
        api.reply(NAMESPACE + "/configmaps/settings", 200, """
                {"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"settings"},"data":{"mode":"slow"}}""");
        api.reply(NAMESPACE + "/secrets/database", 403, FakeApi.status(403, "no"));
        String pod = FakeApi.pod("payments-1", "http=14100:8080", true)
                .replace("\"name\":\"app\"", """
                        "name":"app","volumeMounts":[{"name":"settings","mountPath":"/etc/settings"},
                         {"name":"database","mountPath":"/etc/database"},{"name":"data","mountPath":"/data"}]""")
                .replace("\"containers\"", """
                        "volumes":[{"name":"settings","configMap":{"name":"settings","defaultMode":420}},
                         {"name":"database","secret":{"secretName":"database"}},{"name":"data","emptyDir":{}}],"containers\"""");
        api.reply(NAMESPACE + "/pods", 200, FakeApi.podList(pod));
        api.reply(NAMESPACE + "/pods/payments-1", 200, pod);
        api.forward("payments-1", sidecar.port());
    }

    @AfterEach
    void close() throws Exception {
        api.close();
        sidecar.close();
    }

    @Test
    void pullWritesWhatMayBeReadAndNamesTheRest() {
        Path root = folder.resolve("pod");
        assertThat(run("files", "pull", "svc/payments", root.toString()))
                .as(err::toString)
                .isZero();
        assertThat(root.resolve("etc/settings/mode")).hasContent("slow");
        assertThat(err.toString().lines())
                .containsExactly(
                        "files: 1 file of container app in pod payments-1, below " + root,
                        "warning: left out: /etc/database. You are not allowed to get secrets in namespace shop; ask for a role"
                                + " that grants 'get' on 'secrets' there.",
                        "not pulled: /data. The API does not show what is in them; they are copied from the container when"
                                + " named.");
    }

    @Test
    void aPathThatMayNotBeCopiedIsNamedAndTheRestIsThere() {
        api.reply(NAMESPACE + "/pods/payments-1/exec", 403, FakeApi.status(403, "no"));
        Path root = folder.resolve("pod");
        assertThat(run("files", "pull", "svc/payments", root.toString(), "--path", "/data"))
                .as(err::toString)
                .isZero();
        assertThat(root.resolve("etc/settings/mode")).hasContent("slow");
        assertThat(err.toString())
                .contains("warning: left out: /data. You are not allowed to create pods/exec in namespace shop;")
                .doesNotContain("not pulled");
    }

    @Test
    void aPathIsCopiedFromTheContainer() throws IOException {
        api.execution("payments-1", archive("data/templates/mail.txt", "hello"), "{\"status\":\"Success\"}");
        Path root = folder.resolve("pod");
        assertThat(run("files", "pull", "svc/payments", root.toString(), "--path", "/data/templates"))
                .as(err::toString)
                .isZero();
        assertThat(root.resolve("data/templates/mail.txt")).as(err::toString).hasContent("hello");
        assertThat(err.toString()).doesNotContain("/data/templates.");
    }

    @Test
    void whatTarSaysIsPassedOn() throws IOException {
        api.execution("payments-1", archive("data/none", ""), """
                {"status":"Failure","reason":"NonZeroExitCode","message":"command terminated with non-zero exit code",
                 "details":{"causes":[{"reason":"ExitCode","message":"2"}]}}""");
        assertThat(run("files", "pull", "svc/payments", folder.resolve("pod").toString(), "--path", "/data/none"))
                .as(err::toString)
                .isZero();
        assertThat(err.toString())
                .contains(
                        "warning: left out: /data/none. /data/none of container app in pod payments-1 cannot be copied: tar"
                                + " ended with 2; check the path, and that the container has tar.");
    }

    private static byte[] archive(String name, String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream archive = new TarArchiveOutputStream(bytes)) {
            byte[] content = text.getBytes(StandardCharsets.UTF_8);
            TarArchiveEntry entry = new TarArchiveEntry(name);
            entry.setSize(content.length);
            archive.putArchiveEntry(entry);
            archive.write(content);
            archive.closeArchiveEntry();
        }
        return bytes.toByteArray();
    }

    @Test
    void aCommandFindsTheFilesWhichAreGoneWithTheSession() throws IOException {
        Path root = folder.resolve("pod");
        Path seen = folder.resolve("seen");
        assertThat(run(
                        "attach",
                        "svc/payments",
                        "-p",
                        "9",
                        "--files",
                        root.toString(),
                        "-o",
                        "json",
                        "--",
                        "sh",
                        "-c",
                        "cat \"$REMOCAL_ROOT/etc/settings/mode\" > " + seen))
                .as(err::toString)
                .isZero();
        assertThat(seen).hasContent("slow");
        assertThat(root).doesNotExist();
        assertThat(out.toString())
                .contains("\"event\":\"files\"")
                .contains("\"files\":1,\"withheld\":[{\"name\":\"/etc/database\",\"reason\":\"You are not allowed")
                .contains("\"elsewhere\":[\"/data\"]");
    }

    @Test
    void aFolderOfTheUsersIsNotTouched() throws IOException {
        Path mine = Files.writeString(folder.resolve("mine"), "mine");
        assertThat(run("attach", "svc/payments", "-p", "9", "--files", folder.toString(), "--", "true"))
                .isEqualTo(1);
        assertThat(err.toString()).contains(folder + " has other files in it");
        assertThat(mine).hasContent("mine");
    }

    @Test
    void aPathWithoutAFolderIsWrongUsage() {
        assertThat(run("attach", "svc/payments", "--files-path", "/data")).isEqualTo(2);
        assertThat(err.toString()).contains("--files-path goes with --files DIR");
    }

    private int run(String... arguments) {
        try {
            List<String> all = new ArrayList<>(List.of(arguments));
            all.addAll(
                    arguments[0].equals("files") ? 2 : 1,
                    List.of("--kubeconfig", api.kubeconfig(config).toString()));
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
