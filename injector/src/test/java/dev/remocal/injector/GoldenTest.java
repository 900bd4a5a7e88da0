package dev.remocal.injector;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.fabric8.zjsonpatch.JsonPatch;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Pod in, decision and pod out. {@code -Dremocal.golden=write} rewrites the expected files from what the injector does now;
 * the difference is then to be read like any other.
 */
class GoldenTest {

    private static final boolean WRITE = "write".equals(System.getProperty("remocal.golden"));

    static List<GoldenCase> all() {
        return GoldenCase.all();
    }

    static List<GoldenCase> injected() {
        return GoldenCase.all().stream()
                .filter(golden -> golden.decide() instanceof Decision.Inject)
                .toList();
    }

    static List<GoldenCase> redirected() {
        return injected().stream().filter(GoldenTest::isRedirected).toList();
    }

    static List<GoldenCase> withoutPrivilege() {
        return injected().stream().filter(golden -> !isRedirected(golden)).toList();
    }

    private static boolean isRedirected(GoldenCase golden) {
        return inject(golden).ports().stream().anyMatch(port -> port.kind() == CaptureKind.IPTABLES);
    }

    static List<GoldenCase> restricted() {
        return withoutPrivilege().stream()
                .filter(golden -> PodSecurityRestricted.violations(golden.pod()).isEmpty())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("all")
    void decisionAndPodAreAsExpected(GoldenCase golden) throws Exception {
        Decision decision = golden.decide();
        if (WRITE) {
            golden.write("decision.yaml", decisionText(decision));
            golden.write("patched.yaml", podText(decision));
        }

        assertThat(decisionText(decision)).isEqualTo(golden.text("decision.yaml"));
        assertThat(podText(decision)).isEqualTo(golden.text("patched.yaml"));
    }

    @Test
    void everyReasonHasACase() {
        assertThat(all())
                .extracting(GoldenCase::decide)
                .filteredOn(Decision.Skip.class::isInstance)
                .extracting(decision -> ((Decision.Skip) decision).reason())
                .contains(SkipReason.values());
    }

    @ParameterizedTest
    @MethodSource("all")
    void decidingLeavesThePodAsItIs(GoldenCase golden) {
        JsonNode pod = golden.pod();
        golden.decide(pod);

        assertThat(pod).isEqualTo(golden.pod());
    }

    @ParameterizedTest
    @MethodSource("injected")
    void injectingTwiceEqualsInjectingOnce(GoldenCase golden) {
        assertThat(golden.decide(inject(golden).pod()))
                .isInstanceOfSatisfying(
                        Decision.Skip.class, skip -> assertThat(skip.reason()).isEqualTo(SkipReason.ALREADY_INJECTED));
    }

    @ParameterizedTest
    @MethodSource("injected")
    void thePatchLeadsToThePod(GoldenCase golden) {
        assertThat(JsonPatch.apply(inject(golden).patch(), golden.pod()))
                .isEqualTo(inject(golden).pod());
    }

    @ParameterizedTest
    @MethodSource("injected")
    void thePatchAddsAndReplacesOnly(GoldenCase golden) {
        assertThat(inject(golden).patch())
                // A shifted app's variable has a value of its own, beside which the API server accepts no source.
                .filteredOn(operation -> !operation.path("path").asText().endsWith("/valueFrom"))
                .extracting(operation -> operation.path("op").asText())
                .isSubsetOf("add", "replace");
    }

    @ParameterizedTest
    @MethodSource("injected")
    void takingTheSidecarOutLeadsBack(GoldenCase golden) {
        assertThat(Uninjection.of(inject(golden).pod()))
                .isInstanceOfSatisfying(
                        Uninjection.Restored.class,
                        restored -> assertThat(restored.pod()).isEqualTo(golden.pod()));
    }

    @ParameterizedTest
    @MethodSource("restricted")
    void aRestrictedPodStaysRestricted(GoldenCase golden) {
        assertThat(PodSecurityRestricted.violations(inject(golden).pod())).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("withoutPrivilege")
    void theSidecarAddsNoViolation(GoldenCase golden) {
        assertThat(PodSecurityRestricted.violations(inject(golden).pod()))
                .containsExactlyElementsOf(PodSecurityRestricted.violations(golden.pod()));
    }

    @ParameterizedTest
    @MethodSource("redirected")
    void iptablesKnowsOfAMeshThatWasThereBefore(GoldenCase golden) {
        ObjectNode pod = (ObjectNode) inject(golden).pod();
        assertThat(Injector.passesMeshBy(pod)).isFalse();
        boolean meshed = Mesh.containersIn(pod).findAny().isPresent();
        ((ArrayNode) pod.path("spec").path("containers")).addObject().put("name", "istio-proxy");
        assertThat(Injector.passesMeshBy(pod)).isEqualTo(!meshed);
    }

    /** The one container that is not restricted, and it is asked for twice; a mesh may have brought one of its own. */
    @ParameterizedTest
    @MethodSource("redirected")
    void iptablesAddsOneCapabilityAndRoot(GoldenCase golden) {
        List<String> before = PodSecurityRestricted.violations(golden.pod());
        List<String> added = List.of(
                "running as non-root: remocal-iptables",
                "running as non-root user",
                "capabilities: add: remocal-iptables");
        assertThat(PodSecurityRestricted.violations(inject(golden).pod()))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(before.stream(), added.stream()).toList());
    }

    @ParameterizedTest
    @MethodSource("injected")
    void whatTheApiServerAcceptsItStillAccepts(GoldenCase golden) {
        assertThat(ApiRules.violations(inject(golden).pod()))
                .containsExactlyInAnyOrderElementsOf(ApiRules.violations(golden.pod()));
    }

    private static Decision.Inject inject(GoldenCase golden) {
        return (Decision.Inject) golden.decide();
    }

    private static String decisionText(Decision decision) throws Exception {
        ObjectNode text = GoldenCase.YAML.createObjectNode();
        switch (decision) {
            case Decision.Inject inject -> {
                text.put("decision", "inject").put("ports", CapturedPort.format(inject.ports()));
                if (!inject.warnings().isEmpty()) {
                    ArrayNode warnings = text.putArray("warnings");
                    inject.warnings().forEach(warning -> warnings.add(warning.sentence()));
                }
                text.set("patch", inject.patch());
            }
            case Decision.Skip skip ->
                text.put("decision", "skip")
                        .put("reason", skip.reason().code())
                        .set("sentence", TextNode.valueOf(skip.sentence()));
        }
        return GoldenCase.YAML.writeValueAsString(text);
    }

    private static String podText(Decision decision) throws Exception {
        return switch (decision) {
            case Decision.Inject inject -> GoldenCase.YAML.writeValueAsString(inject.pod());
            case Decision.Skip skip -> "";
        };
    }
}
