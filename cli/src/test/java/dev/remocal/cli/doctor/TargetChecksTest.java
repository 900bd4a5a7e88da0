package dev.remocal.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.remocal.cli.cluster.PodFacts;
import dev.remocal.cli.cluster.Reading;
import dev.remocal.cli.cluster.TargetName;
import dev.remocal.cli.failure.CliFailure;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is about the pods of a target. */
class TargetChecksTest {

    private static final TargetName TARGET = TargetName.parse("svc/payments");
    private static final Reading<Map<String, String>> ENABLED = Given.known(Map.of("remocal.dev/injection", "enabled"));
    private static final PodFacts BARE = Given.pod("", "{name: http, containerPort: 8080}");
    private static final PodFacts INJECTED = injected("metadata: {annotations: {}}");
    private static final String RESTART = "kubectl -n shop rollout restart deploy/payments";

    private static PodFacts injected(String more) {
        JsonNode extra = Given.json(more);
        return Given.pod("""
                apiVersion: v1
                kind: Pod
                metadata:
                  name: payments-2
                  labels: {app: payments, remocal.dev/injected: "true"}
                  annotations: {remocal.dev/captured: "http=14100:8080", mesh: none%s}
                spec:
                  initContainers: [{name: remocal, image: "sidecar:1"}%s]
                  containers: [{name: app}%s]
                status: {phase: Running, initContainerStatuses: [{name: remocal, state: {running: {}}}]}
                """.formatted(
                        extra.path("annotation").asText(),
                        extra.path("init").asText(),
                        extra.path("container").asText()));
    }

    @Test
    void podsWithoutSidecarGetTheSentenceOfAttach() {
        assertThat(PodsCheck.of(TARGET, "shop", ENABLED, List.of()).message())
                .isEqualTo(new CliFailure.NoPods("svc/payments", "shop").sentence());
        assertThat(PodsCheck.of(TARGET, "shop", Given.known(Map.of()), List.of(BARE))
                        .message())
                .startsWith(
                        "No pod of svc/payments in namespace shop has a sidecar, because the namespace is not labelled");
        assertThat(PodsCheck.of(TARGET, "shop", ENABLED, List.of(BARE)).message())
                .startsWith("No pod of svc/payments in namespace shop has a sidecar, because its pods are older than");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                     | {containerPort: 8080}             | No app container of pod payments-1 names a TCP port; name the one its Service targets.
            remocal.dev/ports: web | {name: http, containerPort: 8080} | Annotation remocal.dev/ports of pod payments-1 is "web"; allowed are the TCP ports http.
            """)
    void podThatCannotBeInjectedIsToldWhy(String annotations, String ports, String reason) {
        Finding finding = PodsCheck.of(TARGET, "shop", ENABLED, List.of(Given.pod(annotations, ports)));
        assertThat(finding.level()).isEqualTo(Level.FAIL);
        assertThat(finding.message())
                .isEqualTo("No pod of svc/payments in namespace shop has a sidecar, because none can be put in: "
                        + reason);
    }

    @Test
    void podThatIsLeftBehindIsNamed() {
        assertThat(PodsCheck.of(TARGET, "shop", ENABLED, List.of(BARE, INJECTED)))
                .isEqualTo(Finding.warn(
                        "pods",
                        "Of the pods of svc/payments these have no sidecar: payments-1; attach leaves them to the cluster"
                                + " until you run `" + RESTART + "`."));
        assertThat(PodsCheck.of(TARGET, "shop", ENABLED, List.of(INJECTED)))
                .isEqualTo(Finding.ok("pods", "Each pod of svc/payments has a sidecar: payments-2."));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1.0 | sidecar:1 | OK   | Each sidecar answers and is of this command's version, 1.0.
            0.9 | sidecar:1 | WARN | This command is of version 1.0 and these sidecars are not: payments-2 (0.9); use the same version, or once the webhook has it run `kubectl -n shop rollout restart deploy/payments`.
            1.0 | sidecar:2 | WARN | Pod payments-2 has the sidecar sidecar:1, and a new pod gets sidecar:2; to replace it run `kubectl -n shop rollout restart deploy/payments`.
            """)
    void sidecarOfYesterdayIsSaid(String version, String current, Level level, String message) {
        assertThat(SidecarCheck.of(
                        List.of(new SidecarCheck.Answer.Said("payments-2", version)),
                        "1.0",
                        List.of(INJECTED),
                        Optional.of(current),
                        RESTART))
                .containsExactly(new Finding("sidecar", level, message, ""));
    }

    @Test
    void sidecarThatIsSilentGetsTheSentenceOfAttach() {
        assertThat(SidecarCheck.of(
                        List.of(new SidecarCheck.Answer.Silent("payments-2", "no answer within 3 s")),
                        "1.0",
                        List.of(INJECTED),
                        Optional.empty(),
                        RESTART))
                .containsExactly(Finding.fail(
                        "sidecar", new CliFailure.SidecarUnreachable("payments-2", "no answer within 3 s").sentence()));
        CliFailure denied = new CliFailure.NotAllowed("create", "pods/portforward", "shop");
        assertThat(SidecarCheck.notAsked(denied)).isEqualTo(Finding.fail("sidecar", denied.sentence()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                      | ''                                                          | OK   | No service mesh's proxy is in the pods.
            ', {name: istio-proxy}' | ', traffic.sidecar.istio.io/excludeInboundPorts: "15020,14051"' | OK   | Istio's proxy is in the pods; what it lets in goes through the sidecar to the app.
            ', {name: istio-proxy}' | ''                                                          | WARN | Istio's proxy in pod payments-2 does not spare port 14051, where the kubelet asks the sidecar; add it to the pod template's annotation traffic.sidecar.istio.io/excludeInboundPorts.
            ', {name: linkerd-proxy}' | ''                                                        | WARN | Linkerd's proxy in pod payments-2 does not spare port 14051, where the kubelet asks the sidecar; add it to the pod template's annotation config.linkerd.io/skip-inbound-ports.
            """)
    void meshHasToSpareTheSidecar(String container, String annotation, Level level, String message) {
        PodFacts pod = injected("container: '" + container + "'\nannotation: '" + annotation + "'");
        assertThat(MeshCheck.of(List.of(pod))).isEqualTo(new Finding("mesh", level, message, ""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            iptables -w -t nat -A PREROUTING -j REMOCAL; iptables -w -t nat -A OUTPUT -j REMOCAL | OK
            iptables -w -t nat -A PREROUTING -j REMOCAL                                          | FAIL
            """)
    void meshHasToBeThereBeforeTheRulesAreWritten(String script, Level level) {
        String rules = ", {name: remocal-iptables, command: [sh, -ec, \"" + script + "\"]}";
        PodFacts pod = injected("""
                container: ', {name: istio-proxy}'
                annotation: ', traffic.sidecar.istio.io/excludeInboundPorts: "14051"'
                init: '%s'
                """.formatted(rules));
        Finding finding = MeshCheck.of(List.of(pod));
        assertThat(finding.level()).isEqualTo(level);
        assertThat(finding.message())
                .startsWith(
                        level == Level.OK
                                ? "Istio's proxy is in the pods;"
                                : "Istio came into pod payments-2 after Remocal, whose iptables rules do not know of it");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                        | [{ports: [{port: 8080}]}]                 | FAIL
            {}                                        | [{ports: [{port: 8000, endPort: 8100}]}]  | FAIL
            {matchLabels: {app: payments}}            | [{ports: [{port: http}]}]                 | OK
            {matchLabels: {app: other}}               | [{ports: [{port: 8080}]}]                 | OK
            {matchExpressions: [{key: app, operator: In, values: [payments]}]} | [{ports: [{port: 8080}]}] | FAIL
            {matchExpressions: [{key: app, operator: NotIn, values: [payments]}]} | [{ports: [{port: 8080}]}] | OK
            {matchExpressions: [{key: app, operator: Exists}]} | [{ports: [{port: 8080}]}] | FAIL
            {matchExpressions: [{key: app, operator: DoesNotExist}]} | [{ports: [{port: 8080}]}] | OK
            {}                                        | [{from: []}]                              | OK
            {}                                        | [{ports: [{protocol: TCP}]}]              | OK
            {}                                        | [{ports: [{port: 8080}]}, {ports: [{port: 14100}]}] | OK
            {}                                        | [{ports: [{port: 9090}]}]                 | OK
            {}                                        | [{ports: [{port: 8080, protocol: UDP}]}]  | OK
            {}                                        | []                                        | OK
            """)
    void policyMustLetInToTheSidecarWhomItLetsInToTheApp(String selector, String ingress, Level level) {
        JsonNode policy = Given.json("metadata: {name: p, namespace: shop}\nspec: {podSelector: " + selector
                + ", ingress: " + ingress + "}");
        assertThat(PolicyCheck.of(Given.known(List.of(policy)), INJECTED))
                .singleElement()
                .satisfies(finding -> assertThat(finding.level()).isEqualTo(level));
    }

    @Test
    void policyByNumberIsMendedByTheName() {
        JsonNode policy = Given.json("""
                metadata: {name: p, namespace: shop}
                spec: {podSelector: {}, policyTypes: [Ingress], ingress: [{ports: [{port: 8080}]}]}
                """);
        Finding finding = PolicyCheck.of(Given.known(List.of(policy)), INJECTED).getFirst();
        assertThat(finding.message())
                .isEqualTo(
                        "NetworkPolicy p lets callers in to the number 8080 and not to 14100, which the port http has"
                                + " with the sidecar; write 'port: http' in place of 'port: 8080', which is right with and without a"
                                + " sidecar.");
        assertThat(finding.diff()).contains("-        - port: 8080\n+        - port: http\n");
        JsonNode egress = Given.json("spec: {podSelector: {}, policyTypes: [Egress]}");
        assertThat(PolicyCheck.of(Given.known(List.of(egress)), INJECTED))
                .containsExactly(Finding.ok("policy", "No NetworkPolicy limits who may call the pods."));
        assertThat(PolicyCheck.of(Given.forbidden("list", "networkpolicies", "shop"), INJECTED))
                .singleElement()
                .satisfies(skipped -> assertThat(skipped.level()).isEqualTo(Level.SKIP));
    }
}
