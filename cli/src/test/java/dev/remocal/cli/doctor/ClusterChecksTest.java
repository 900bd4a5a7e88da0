package dev.remocal.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.remocal.cli.cluster.CertificateFacts;
import dev.remocal.cli.cluster.Permission;
import dev.remocal.cli.cluster.Reading;
import dev.remocal.cli.cluster.ServerFacts;
import dev.remocal.cli.cluster.TargetName;
import dev.remocal.cli.cluster.Trial;
import dev.remocal.cli.failure.CliFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is about the cluster and the namespace, whatever the target. */
class ClusterChecksTest {

    private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            36 |   0 | OK Kubernetes v1.x at https://api (context test) answers. | OK This machine's clock agrees with the API server's.
            29 |  60 | OK Kubernetes v1.x at https://api (context test) answers. | OK This machine's clock agrees with the API server's.
            29 |  61 | OK Kubernetes v1.x at https://api (context test) answers. | WARN This machine's clock is 61 s ahead of the API server's, so that times and certificates are misjudged; set it by NTP.
            28 | -75 | FAIL Kubernetes v1.x at https://api (context test) is older than 1.29, from which on native sidecars are on; upgrade it, or choose another --context. | WARN This machine's clock is 75 s behind the API server's, so that times and certificates are misjudged; set it by NTP.
            """)
    void versionAndClockAreJudged(int minor, int secondsAhead, String version, String clock) {
        ServerFacts facts =
                new ServerFacts("https://api", "test", "v1.x", minor, Optional.of(NOW.minusSeconds(secondsAhead)));
        assertThat(Given.lines(ServerCheck.of(Given.known(facts), NOW))).containsExactly(version, clock);
    }

    @Test
    void serverThatSaysNoTimeIsNotJudgedByIt() {
        ServerFacts facts = new ServerFacts("https://api", "test", "v1.36.0", 36, Optional.empty());
        assertThat(ServerCheck.of(Given.known(facts), NOW)).hasSize(1);
    }

    @Test
    void clusterThatDoesNotAnswerIsNamedAsAttachDoes() {
        CliFailure failure = new CliFailure.ClusterUnreachable("https://api", "test", "Connection refused");
        assertThat(Given.lines(ServerCheck.of(new Reading.Unknown<>(failure), NOW)))
                .containsExactly("FAIL " + failure.sentence());
    }

    @Test
    void rightThatIsMissingIsNamedAsAttachDoes() {
        Optional<TargetName> target = Optional.of(TargetName.parse("svc/payments"));
        assertThat(access(target, ""))
                .containsExactly(
                        "OK You may do what attach does in namespace shop: list pods, watch pods, get pods/portforward, create"
                                + " pods/portforward, get services.");
        assertThat(access(target, "services"))
                .containsExactly("FAIL " + new CliFailure.NotAllowed("get", "services", "shop").sentence());
    }

    @Test
    void withoutATargetOneKindOfItIsEnough() {
        assertThat(access(Optional.empty(), "deployments"))
                .containsExactly("WARN " + new CliFailure.NotAllowed("get", "deployments", "shop").sentence());
    }

    @Test
    void rightsThatCannotBeAskedForAreSkipped() {
        Map<Permission, Reading<Boolean>> answers = new LinkedHashMap<>();
        AccessCheck.needed(Optional.empty())
                .forEach(permission ->
                        answers.put(permission, Given.forbidden("create", "selfsubjectaccessreviews", "")));
        assertThat(Given.lines(AccessCheck.of("shop", Optional.empty(), answers)))
                .containsExactly(
                        "SKIP You are not allowed to create selfsubjectaccessreviews, so this was not looked at;"
                                + " attach does not need it.");
    }

    private static List<String> access(Optional<TargetName> target, String denied) {
        Map<Permission, Reading<Boolean>> answers = new LinkedHashMap<>();
        AccessCheck.needed(target)
                .forEach(permission ->
                        answers.put(permission, Given.known(!permission.object().equals(denied))));
        return Given.lines(AccessCheck.of("shop", target, answers));
    }

    private static final String BY_SERVICE = """
            metadata: {name: remocal-webhook}
            webhooks:
            - name: enabled.injection.remocal.dev
              clientConfig: {caBundle: %s, service: {namespace: remocal, name: remocal-webhook}}
              failurePolicy: Ignore
            """;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Zm9v | {conditions: {ready: true}}, {} | OK MutatingWebhookConfiguration remocal-webhook asks svc/remocal-webhook in namespace remocal, ready endpoints: 2 (failurePolicy Ignore).
            Zm9v | {conditions: {ready: false}}    | FAIL MutatingWebhookConfiguration remocal-webhook asks svc/remocal-webhook in namespace remocal, which has no ready endpoint; look at its pods with `kubectl -n remocal get pods`.
            ''   | {}                              | FAIL MutatingWebhookConfiguration remocal-webhook has no caBundle for enabled.injection.remocal.dev, so that the API server trusts no webhook; see why it is not filled in, with `kubectl -n remocal logs deploy/remocal-webhook`.
            """)
    void webhookNeedsABundleAndSomebodyBehindIt(String bundle, String endpoints, String expected) {
        List<WebhookEntry> entries = WebhookEntry.in(
                List.of(Given.json(BY_SERVICE.formatted(bundle)), Given.json("webhooks: [{name: other.example}]")));
        Reading<List<JsonNode>> slices = Given.known(List.of(Given.json("endpoints: [" + endpoints + "]")));
        Finding finding = WebhookCheck.of(Given.known(entries), Optional.of(slices));
        assertThat(finding.level() + " " + finding.message()).isEqualTo(expected);
    }

    @Test
    void webhookIsJudgedAsFarAsItCanBeRead() {
        List<WebhookEntry> entries = WebhookEntry.in(List.of(Given.json(BY_SERVICE.formatted("Zm9v"))));
        assertThat(WebhookCheck.of(
                        Given.known(entries), Optional.of(Given.forbidden("list", "endpointslices", "remocal"))))
                .isEqualTo(Finding.ok(
                        "webhook",
                        "MutatingWebhookConfiguration remocal-webhook asks svc/remocal-webhook in namespace remocal, whose"
                                + " endpoints cannot be read (failurePolicy Ignore)."));
        assertThat(WebhookCheck.of(Given.forbidden("list", "mutatingwebhookconfigurations", ""), Optional.empty())
                        .level())
                .isEqualTo(Level.SKIP);
        assertThat(WebhookCheck.of(Given.known(List.of()), Optional.empty()).level())
                .isEqualTo(Level.WARN);
    }

    @ParameterizedTest
    @CsvSource({
        "30, 12, OK, 'valid until 2026-12-27T12:00:00Z, its certificate, 12 h old, until 2026-11-28T00:00:00Z.'",
        "30,  4, OK, 'its certificate, 20 h old'",
        "30,  3, WARN, 'The certificate of the webhook ends at 2026-11-27T15:00:00Z and should have been renewed by now'",
        "30,  0, FAIL, 'The certificate of the webhook ended at 2026-11-27T12:00:00Z'",
        " 0, 12, FAIL, 'The authority in the webhook''s caBundle ended at 2026-11-27T12:00:00Z'"
    })
    void certificateOfADayIsJudgedByItsEnd(int authorityDaysLeft, int leafHoursLeft, Level level, String message) {
        List<CertificateFacts> authorities = List.of(
                certificate(Duration.ofDays(60), Duration.ofDays(-1)),
                certificate(Duration.ofDays(30), Duration.ofDays(authorityDaysLeft)));
        List<CertificateFacts> leaf =
                List.of(certificate(Duration.ofHours(24 - leafHoursLeft), Duration.ofHours(leafHoursLeft)));
        Finding finding = CertificateCheck.of(authorities, Optional.of(Given.known(leaf)), NOW);
        assertThat(finding.level()).isEqualTo(level);
        assertThat(finding.message()).contains(message);
    }

    @Test
    void certificateThatCannotBeReadIsSaid() {
        List<CertificateFacts> authorities = List.of(certificate(Duration.ofDays(1), Duration.ofDays(1)));
        assertThat(CertificateCheck.of(authorities, Optional.of(Given.forbidden("get", "secrets", "remocal")), NOW)
                        .message())
                .endsWith("; its certificate is in a Secret that cannot be read from here.");
        assertThat(CertificateCheck.of(List.of(), Optional.empty(), NOW).level())
                .isEqualTo(Level.WARN);
    }

    private static CertificateFacts certificate(Duration age, Duration left) {
        return new CertificateFacts(NOW.minus(age), NOW.plus(left));
    }

    @Test
    void webhookThatMayNotReadTheNamespaceIsSaid() {
        WebhookEntry.Service service = new WebhookEntry.Service("remocal", "remocal-webhook");
        assertThat(OutgoingCheck.of("shop", service, Given.known(true)).level()).isEqualTo(Level.OK);
        assertThat(OutgoingCheck.of("shop", service, Given.known(false)))
                .isEqualTo(Finding.warn(
                        "outgoing",
                        "ServiceAccount remocal-webhook in namespace remocal may not get namespace shop, so that its"
                                + " annotation remocal.dev/outgoing limits nothing where the chart's value"
                                + " outgoing.readNamespaces is false, and developers reach nothing from inside new pods"
                                + " where it is true; upgrade the chart with that value true."));
        assertThat(OutgoingCheck.of("shop", service, Given.forbidden("create", "subjectaccessreviews", ""))
                        .message())
                .isEqualTo(
                        "You are not allowed to create subjectaccessreviews, so this was not looked at; attach does not"
                                + " need it.");
    }

    @ParameterizedTest
    @CsvSource({"enabled, OK", "all, OK", "yes, WARN", "'', WARN"})
    void namespaceOptsInByItsLabel(String label, Level level) {
        Map<String, String> labels = label.isEmpty() ? Map.of() : Map.of("remocal.dev/injection", label);
        assertThat(NamespaceCheck.of("shop", Given.known(labels)).level()).isEqualTo(level);
    }

    @Test
    void namespaceThatIsNotThereFailsAndOneThatCannotBeReadDoesNot() {
        assertThat(NamespaceCheck.of("shop", new Reading.Unknown<>(new CliFailure.NoSuchNamespace("shop"))))
                .isEqualTo(Finding.fail("namespace", new CliFailure.NoSuchNamespace("shop").sentence()));
        assertThat(NamespaceCheck.of("shop", Given.forbidden("get", "namespaces", ""))
                        .level())
                .isEqualTo(Level.SKIP);
    }

    @Test
    void admissionIsJudgedByThePodThatCameBack() {
        JsonNode injected = Given.json("""
                metadata: {labels: {remocal.dev/injected: "true"}, annotations: {remocal.dev/captured: "http=14100:8080"}}
                spec: {initContainers: [{name: remocal, image: "sidecar:1", restartPolicy: Always}]}
                """);
        assertThat(admission(new Trial.Admitted(injected)))
                .isEqualTo("OK A pod created in namespace shop now gets the sidecar sidecar:1 (tried with a dry run).");
        assertThat(admission(new Trial.Admitted(TrialPod.json())))
                .startsWith("FAIL A pod created in namespace shop now gets no sidecar");
        assertThat(admission(new Trial.NotAllowed()))
                .startsWith("SKIP You are not allowed to create pods in namespace shop");
        assertThat(admission(new Trial.Refused("exceeded quota: small")))
                .startsWith("WARN")
                .endsWith("exceeded quota: small");
        assertThat(admission(new Trial.Refused("failed calling webhook \"enabled.injection.remocal.dev\": refused")))
                .startsWith("FAIL No pod can be created in namespace shop");
    }

    private static String admission(Trial trial) {
        Finding finding = AdmissionCheck.of("shop", Given.known(trial));
        return finding.level() + " " + finding.message();
    }
}
