package dev.remocal.injector;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.zjsonpatch.JsonPatch;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/** What holds of every pod, whatever is in it. */
class InjectorPropertiesTest {

    private static final InjectionSettings SETTINGS =
            new InjectionSettings("sidecar:1", null, "10m", "1", "96Mi", "256Mi", OptionalLong.of(65_532));

    @Provide
    Arbitrary<JsonNode> pods() {
        return ArbitraryPods.pods();
    }

    @Property
    void bothDecisionsAreMet(@ForAll("pods") JsonNode pod) {
        Statistics.collect(decide(pod).getClass().getSimpleName());
        Statistics.coverage(met -> {
            met.check("Inject").percentage(share -> share > 10);
            met.check("Skip").percentage(share -> share > 5);
        });
    }

    @Property
    void decidingLeavesThePodAsItIs(@ForAll("pods") JsonNode pod) {
        JsonNode before = pod.deepCopy();
        decide(pod);

        assertThat(pod).isEqualTo(before);
    }

    @Property
    void thePatchLeadsToThePod(@ForAll("pods") JsonNode pod) {
        if (decide(pod) instanceof Decision.Inject inject) {
            assertThat(JsonPatch.apply(inject.patch(), pod)).isEqualTo(inject.pod());
        }
    }

    /** Comparing two lists of this length takes more memory than there is. */
    @Example
    void longListsAreNotCompared() {
        ObjectNode pod = JsonNodeFactory.instance.objectNode();
        pod.putObject("metadata").putObject("labels").put(PodMetadata.INJECT_LABEL, "true");
        ObjectNode spec = pod.putObject("spec");
        ObjectNode app = spec.putArray("containers").addObject().put("name", "app");
        app.putArray("ports").addObject().put("containerPort", 8080);
        IntStream.range(0, 100_000)
                .forEach(i -> spec.withArray("volumes").addObject().put("name", "volume-" + i));
        IntStream.range(0, 100_000)
                .forEach(i -> app.withArray("env").addObject().put("name", "VARIABLE_" + i));
        app.withArray("env").addObject().put("name", "PORT").put("value", "8080");

        assertThat(decide(pod))
                .isInstanceOfSatisfying(
                        Decision.Inject.class,
                        inject ->
                                assertThat(JsonPatch.apply(inject.patch(), pod)).isEqualTo(inject.pod()));
    }

    @Property
    void injectingTwiceEqualsInjectingOnce(@ForAll("pods") JsonNode pod) {
        if (decide(pod) instanceof Decision.Inject inject) {
            assertThat(decide(inject.pod()))
                    .isInstanceOfSatisfying(
                            Decision.Skip.class,
                            skip -> assertThat(skip.reason()).isEqualTo(SkipReason.ALREADY_INJECTED));
        }
    }

    @Property
    void takingTheSidecarOutLeadsBack(@ForAll("pods") JsonNode pod) {
        if (decide(pod) instanceof Decision.Inject inject) {
            assertThat(Uninjection.of(inject.pod()))
                    .isInstanceOfSatisfying(
                            Uninjection.Restored.class,
                            restored -> assertThat(restored.pod()).isEqualTo(pod));
        }
    }

    @Property
    void restrictedHoldsAsItDidBefore(@ForAll("pods") JsonNode pod) {
        if (decide(pod) instanceof Decision.Inject inject) {
            assertThat(PodSecurityRestricted.violations(inject.pod()))
                    .containsExactlyInAnyOrderElementsOf(PodSecurityRestricted.violations(pod));
        }
    }

    @Property
    void whatTheApiServerAcceptsItStillAccepts(@ForAll("pods") JsonNode pod) {
        if (decide(pod) instanceof Decision.Inject inject) {
            assertThat(ApiRules.violations(inject.pod())).containsExactlyInAnyOrderElementsOf(ApiRules.violations(pod));
        }
    }

    @Property
    void fieldsThatKubernetesDoesNotKnowYetSurvive(@ForAll("pods") JsonNode pod) {
        if (decide(pod) instanceof Decision.Inject inject) {
            assertThat(novelties(inject.pod())).containsExactlyInAnyOrderElementsOf(novelties(pod));
        }
    }

    private static List<JsonNode> novelties(JsonNode node) {
        return node.findValues(ArbitraryPods.NOVELTY);
    }

    /** The sidecar refuses to start with a number twice; and it needs two of its own. */
    @Property
    void theSidecarIsInFrontOfEachAppOnceUnderANumberOfItsOwn(@ForAll("pods") JsonNode pod) {
        if (decide(pod) instanceof Decision.Inject inject) {
            List<CapturedPort> served = CapturedPort.distinct(inject.ports());
            assertThat(served).isNotEmpty();
            assertThat(served).extracting(CapturedPort::listen).doesNotHaveDuplicates();
            assertThat(served).extracting(CapturedPort::app).doesNotHaveDuplicates();
            assertThat(served)
                    .flatExtracting(CapturedPort::listen, CapturedPort::app)
                    .doesNotContainAnyElementsOf(Sidecar.OWN_PORTS);
        }
    }

    @Property
    void aPodThatStaysAsItIsHasASentenceThatNamesIt(@ForAll("pods") JsonNode pod) {
        if (decide(pod) instanceof Decision.Skip skip) {
            assertThat(skip.sentence()).contains("payments").endsWith(".").doesNotContainPattern("\\p{Cntrl}");
        }
    }

    @Provide
    Arbitrary<JsonNode> redirected() {
        return ArbitraryPods.pods().map(ArbitraryPods::asksForIptables);
    }

    /** All of the above, and nothing but checks is changed in the app's containers. */
    @Property
    void iptablesLeavesTheAppWhereItIs(@ForAll("redirected") JsonNode pod) {
        Decision decision = Injector.decide(pod, NamespaceInjection.ENABLED, SETTINGS.allowingIptables("iptables:1"));
        Statistics.collect(decision.getClass().getSimpleName());
        Statistics.coverage(met -> met.check("Inject").percentage(share -> share > 20));
        if (decision instanceof Decision.Inject inject) {
            JsonNode after = inject.pod();
            assertThat(JsonPatch.apply(inject.patch(), pod)).isEqualTo(after);
            assertThat(ApiRules.violations(after)).containsExactlyInAnyOrderElementsOf(ApiRules.violations(pod));
            assertThat(novelties(after)).containsExactlyInAnyOrderElementsOf(novelties(pod));
            assertThat(Uninjection.of(after))
                    .isInstanceOfSatisfying(
                            Uninjection.Restored.class,
                            restored -> assertThat(restored.pod()).isEqualTo(pod));
            assertThat(inject.patch())
                    .extracting(operation -> operation.path("path").asText())
                    .filteredOn(path -> path.startsWith("/spec/containers"))
                    .allMatch(path -> path.matches("/spec/containers/\\d/.*(Probe|postStart|preStop)/.*/port"));
        }
    }

    private static Decision decide(JsonNode pod) {
        return Injector.decide(pod, NamespaceInjection.ENABLED, SETTINGS);
    }
}
