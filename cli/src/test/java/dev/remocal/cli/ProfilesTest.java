package dev.remocal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.remocal.cli.config.ConfigFile;
import dev.remocal.cli.config.Workplace;
import dev.remocal.cli.tunnel.FakeSidecar;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands in this process, in a folder with a {@code remocal.yaml}. */
@Timeout(60)
class ProfilesTest {

    private final FakeSidecar sidecar = new FakeSidecar("payments-1");
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final FakeApi api = new FakeApi();
    private final Map<String, String> variables = new HashMap<>();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    ProfilesTest() throws Exception {}

    @BeforeEach
    void onePod() throws IOException {
        api.reply("/api/v1/namespaces/shop/services/payments", 200, FakeApi.service("\"http\""));
        api.reply(
                "/api/v1/namespaces/shop/pods",
                200,
                FakeApi.podList(FakeApi.pod("payments-1", "http=14100:8080", true)));
        api.reply("/api/v1/namespaces/shop", 200, "{\"metadata\":{\"name\":\"shop\"}}");
        api.forward("payments-1", sidecar.port());
        variables.put("REMOCAL_KUBECONFIG", api.kubeconfig(folder).toString());
    }

    @AfterEach
    void close() {
        api.close();
        sidecar.close();
    }

    @Test
    void aProfileStandsInForTheCommandLine() throws Exception {
        file("""
                defaults: {key: ada, dry-run: true}
                profiles:
                  payments:
                    target: svc/payments
                    header: [x-tenant=acme]
                    port: 9000:web
                """);
        assertThat(run("attach", "--profile", "payments")).as(err::toString).isZero();
        assertThat(out.toString())
                .contains("Would attach to svc/payments in namespace shop")
                .contains("filter  key:ada and header:x-tenant=acme")
                .contains("-> localhost:9000");
        assertThat(run("attach", "-Ppayments", "--key", "bob", "--verbose")).isZero();
        assertThat(out.toString()).contains("filter  key:bob and");
        assertThat(err.toString()).isEqualTo("Configuration: " + folder.resolve(ConfigFile.NAME) + "\n");
    }

    @Test
    void theCommandRunsInItsFolderAndEventsCarryTheProfile() throws Exception {
        Files.createDirectory(folder.resolve("service"));
        file("""
                profiles:
                  payments:
                    target: svc/payments
                    key: ada
                    directory: service
                    output: json
                    no-env: true
                    command: [sh, -c, 'test "${PWD##*/}" = service && exit 7']
                """);
        assertThat(run("attach", "--profile=payments")).as(err::toString).isEqualTo(7);
        assertThat(out.toString().lines()).hasSize(5).allMatch(line -> line.contains("\"profile\":\"payments\""));
    }

    @Test
    void aVariableChoosesAProfileAndWhatIsBehindDashesIsTheCommand() throws Exception {
        file("profiles: {payments: {target: svc/payments, key: ada, no-env: true, command: [unused]}}");
        variables.put("REMOCAL_PROFILE", "payments");
        assertThat(run("attach", "-o", "json", "--", "sh", "-c", "exit 8"))
                .as(err::toString)
                .isEqualTo(8);
        assertThat(out.toString()).contains("\"profile\":\"payments\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            attach svc/payments              | FILE:2: 'mdoe' is not a key of defaults; perhaps 'mode' is meant; see `remocal attach --help`. | mdoe: mirror
            attach svc/payments              | FILE:2: 'all' must be true or false; see `remocal attach --help`. | all: 1
            attach svc/payments              | Invalid value for option '--mode': 'steal' is not a mode; write divert, mirror or none (--mode is from FILE:2); see `remocal attach --help`. | mode: steal
            attach svc/payments              | --path 'orders' does not begin with '/'; write /exact, '/prefix/*' or ~REGEX (--path is from FILE:2); see `remocal attach --help`. | path: orders
            attach                           | Invalid value for positional parameter at index 0 (TARGET): cannot | target: payments
            attach --profile other           | FILE has no profile 'other'; choose one of payments; see `remocal attach --help`. | mode: mirror
            attach                           | Missing required parameter: 'TARGET'; see `remocal attach --help`. | mode: mirror
            up                               | FILE:2: 'mdoe' is not a key of defaults; perhaps 'mode' is meant | mdoe: mirror
            up paiments                      | FILE has no profile 'paiments'; perhaps 'payments' is meant | mode: mirror
            config view --profile pay        | FILE has no profile 'pay'; | mode: mirror
            """)
    void whatIsWrongIsNamedWithItsPlace(String arguments, String sentence, String defaults) throws Exception {
        file("defaults:\n  " + defaults + "\nprofiles: {payments: }");
        assertThat(run(arguments.split(" ", -1))).isEqualTo(2);
        assertThat(err.toString().replace(folder.resolve(ConfigFile.NAME).toString(), "FILE"))
                .startsWith("error: " + sentence.replace("cannot", ""));
    }

    @Test
    void aVariableWithAWrongValueIsNamed() {
        variables.put("REMOCAL_TIMEOUT", "soon");
        assertThat(run("attach", "svc/payments")).isEqualTo(2);
        assertThat(err.toString()).contains("'soon' is not a duration").contains("(--timeout is from REMOCAL_TIMEOUT)");
    }

    @Test
    void withoutAFileAProfileCannotBeFound() {
        variables.clear();
        assertThat(run("attach", "-P", "payments")).isEqualTo(2);
        assertThat(run("up")).isEqualTo(2);
        assertThat(err.toString().lines())
                .hasSize(2)
                .allMatch(line -> line.startsWith("error: there is no remocal.yaml in " + folder + " or above it"));
    }

    @Test
    void helpIsThereWhateverIsInTheFile() throws Exception {
        file("[");
        assertThat(run("attach", "--help")).isZero();
        assertThat(run("attach", "svc/payments", "--help")).isZero();
        assertThat(out.toString()).contains("Usage: remocal attach");
    }

    @Test
    void otherCommandsTakeTheClusterFromDefaults() throws Exception {
        file("defaults: {namespace: elsewhere, mode: mirror}");
        api.reply("/api/v1/namespaces/elsewhere", 404, FakeApi.status(404, "no"));
        api.reply("/api/v1/namespaces/elsewhere/services/payments", 404, FakeApi.status(404, "no"));
        assertThat(run("status", "svc/payments")).isEqualTo(6);
        assertThat(err.toString()).startsWith("error: There is no namespace elsewhere");
    }

    @Test
    void viewShowsEachValueWithItsOrigin() throws Exception {
        file("""
                defaults:
                  mode: mirror
                profiles:
                  payments:
                    target: svc/payments
                    header: [a=1, b=2]
                  orders:
                """);
        variables.put("REMOCAL_ON_FAILURE", "error");
        assertThat(run("config", "view", "--profile", "payments"))
                .as(err::toString)
                .isZero();
        assertThat(out.toString().replace(folder.toString(), "FOLDER").replaceAll(" {2,}", "  "))
                .isEqualTo("""
                FOLDER/remocal.yaml
                profiles: payments, orders
                KEY  VALUE  FROM
                header  a=1, b=2  FOLDER/remocal.yaml:6
                kubeconfig  FOLDER/kubeconfig  REMOCAL_KUBECONFIG
                mode  mirror  FOLDER/remocal.yaml:2
                on-failure  error  REMOCAL_ON_FAILURE
                output  text  built in
                target  svc/payments  FOLDER/remocal.yaml:5
                timeout  10s  built in
                """);
        out.getBuffer().setLength(0);
        assertThat(run("config", "view", "-o", "json")).isZero();
        assertThat(new JsonMapper()
                        .readTree(out.toString())
                        .at("/values/1/value/0")
                        .asText())
                .isEqualTo("mirror");
    }

    @Test
    void profilesRunSideBySideAndTheFirstThatEndsEndsTheOthers() throws Exception {
        file("""
                defaults: {target: svc/payments, no-env: true}
                profiles:
                  payments: {key: ada, command: [sh, -c, 'echo out; echo err >&2; exit 3']}
                  web: {key: bob, command: [sleep, '600']}
                """);
        assertThat(run("up")).as(err::toString).isEqualTo(3);
        assertThat(out.toString().lines())
                .contains("payments | out")
                .anyMatch(line -> line.matches("payments \\| .* the command ended with exit code 3"))
                .allMatch(line -> line.startsWith("payments | ") || line.startsWith("web      | "));
        assertThat(err.toString())
                .contains("payments | err\n")
                .contains("payments has ended with exit code 3, and so do the others\n");
    }

    @Test
    void eventsOfSeveralProfilesAreLinesOfJson() throws Exception {
        file("""
                defaults: {target: svc/payments, no-env: true}
                profiles:
                  payments: {key: ada, command: [sh, -c, 'echo out']}
                  web: {target: svc/unknown}
                """);
        assertThat(run("up", "payments", "-o", "json")).as(err::toString).isZero();
        for (String line : out.toString().lines().toList()) {
            assertThat(new JsonMapper().readTree(line).path("profile").asText()).isEqualTo("payments");
        }
        assertThat(err.toString()).isEqualTo("payments | out\n");
        assertThat(run("up", "web")).isEqualTo(7);
        assertThat(err.toString()).contains("web | error: There is no svc/unknown in namespace shop");
    }

    private void file(String text) throws IOException {
        Files.writeString(folder.resolve(ConfigFile.NAME), text);
    }

    private int run(String... arguments) {
        RemocalCommand remocal = new RemocalCommand(new Workplace(folder, variables), Companions.none());
        return Remocal.commandLine(remocal, new Failures(false), arguments)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
