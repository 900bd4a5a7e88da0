package dev.remocal.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remocal.cli.cluster.PodFacts;
import dev.remocal.cli.cluster.ServiceFacts;
import dev.remocal.cli.cluster.TargetName;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CaptureCheckTest {

    private static final PodFacts RENUMBERED =
            Given.pod("remocal.dev/captured: \"http=14100:8080\"", "{name: http, containerPort: 14100}");
    private static final PodFacts SHIFTED =
            Given.pod("remocal.dev/captured: \"8080=8080:14101/shift\"", "{containerPort: 14101}");

    private static final TargetName SERVICE = TargetName.parse("svc/payments");

    private static List<Finding> findings(PodFacts pod, ServiceFacts... services) {
        return CaptureCheck.of(SERVICE, services[0].ports(), Given.known(List.of(services)), pod);
    }

    @Test
    void serviceByNameLeadsToTheSidecar() {
        assertThat(findings(RENUMBERED, Given.service("payments", "{name: web, port: 80, targetPort: http}")))
                .containsExactly(
                        Finding.ok("capture", "svc/payments port web (80) leads to the captured port http (8080)."));
    }

    @Test
    void serviceByNumberFailsWithTheSentenceOfAttachAndItsDiff() {
        assertThat(findings(RENUMBERED, Given.service("payments", "{name: web, port: 80, targetPort: 8080}")))
                .containsExactly(Finding.fail(
                                "capture",
                                "svc/payments sends port web (80) to the number 8080, past the sidecar; in its manifest"
                                        + " write 'targetPort: http' in place of 'targetPort: 8080'.")
                        .with("""
                                --- svc/payments
                                +++ svc/payments
                                @@ -6,4 +6,4 @@
                                   ports:
                                     - name: web
                                       port: 80
                                -      targetPort: 8080
                                +      targetPort: http
                                """));
    }

    @Test
    void otherServicePastTheSidecarIsAWarning() {
        List<Finding> findings = findings(
                RENUMBERED,
                Given.service("payments", "{port: 80, targetPort: http}"),
                Given.service("legacy", "{port: 8080}"));
        assertThat(findings).extracting(Finding::level).containsExactly(Level.OK, Level.WARN);
        assertThat(findings.getLast().diff()).contains("     - port: 8080\n+      targetPort: http\n");
    }

    @Test
    void numberWithoutANameIsNamedInTheTemplateToo() {
        List<Finding> findings = findings(
                Given.pod("", "{containerPort: 8080}"),
                Given.service("payments", "{name: web, port: 80, targetPort: 8080}"));
        assertThat(findings)
                .containsExactly(Finding.warn(
                                "capture",
                                "svc/payments port web (80) leads to the number 8080, which has no name in the pod; name it"
                                        + " web in the pod template and target the name, or move the app with"
                                        + " remocal.dev/shift.")
                        .with("""
                                --- deploy/payments
                                +++ deploy/payments
                                @@ -5,3 +5,4 @@
                                         - name: app
                                           ports:
                                             - containerPort: 8080
                                +              name: web
                                --- svc/payments
                                +++ svc/payments
                                @@ -6,4 +6,4 @@
                                   ports:
                                     - name: web
                                       port: 80
                                -      targetPort: 8080
                                +      targetPort: web
                                """));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {port: 80, targetPort: 8080}            | {}                                  | http
            {name: a, port: 80, targetPort: 8080}   | {name: http, containerPort: 9000}   | a
            {name: http, port: 80, targetPort: 8080} | {name: http, containerPort: 9000}  | port-8080
            {name: far-too-long-for-a-port, port: 80, targetPort: 8080} | {containerPort: 8080} | http
            """)
    void nameIsOneThatAPodCanHave(String port, String declared, String name) {
        ServiceFacts service = Given.service("payments", port);
        assertThat(findings(Given.pod("", declared), service).getFirst().diff()).contains("+      targetPort: " + name);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {port: 8080, targetPort: http} | true  | WARN | svc/payments port 8080 is headless: its callers use the pods' addresses and mostly the app's number, 8080, past the sidecar; give the pod template the annotation remocal.dev/shift: "8080=VARIABLE", with the variable that tells the app its port.
            {port: 80, targetPort: nope}   | false | WARN | svc/payments port 80 leads to the port name nope, which no container has; give it to the container port that is meant.
            """)
    void whatElseGoesPastIsSaid(String port, boolean headless, Level level, String message) {
        assertThat(findings(RENUMBERED, Given.service("payments", port, headless)))
                .contains(new Finding("capture", level, message, ""));
    }

    @Test
    void shiftedPortIsReachedByItsNumberAndByItsAddress() {
        assertThat(findings(SHIFTED, Given.service("payments", "{port: 80, targetPort: 8080}")))
                .extracting(Finding::level)
                .containsExactly(Level.OK);
        assertThat(findings(SHIFTED, Given.service("payments", "{port: 8080, targetPort: 8080}", true)))
                .extracting(Finding::level)
                .containsExactly(Level.OK);
    }

    @Test
    void deploymentCanBeAttachedToPastItsServices() {
        ServiceFacts service = Given.service("payments", "{port: 80, targetPort: 8080}");
        assertThat(CaptureCheck.of(
                        TargetName.parse("deploy/payments"), List.of(), Given.known(List.of(service)), RENUMBERED))
                .extracting(Finding::level)
                .containsExactly(Level.WARN);
    }

    @Test
    void whatWouldBeCapturedIsSaidBeforehand() {
        assertThat(findings(
                        Given.pod("", "{name: http, containerPort: 8080}"),
                        Given.service("payments", "{port: 80, targetPort: http}")))
                .containsExactly(Finding.ok(
                        "capture",
                        "svc/payments port 80, once the pods have a sidecar, leads to the captured port http (8080)."));
    }

    @Test
    void servicesThatMayNotBeReadAreSkipped() {
        assertThat(CaptureCheck.of(
                        TargetName.parse("pod/payments-1"),
                        List.of(),
                        Given.forbidden("list", "services", "shop"),
                        RENUMBERED))
                .extracting(Finding::level)
                .containsExactly(Level.SKIP);
    }
}
