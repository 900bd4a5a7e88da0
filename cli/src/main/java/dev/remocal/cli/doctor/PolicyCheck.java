package dev.remocal.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.remocal.cli.cluster.CapturedPort;
import dev.remocal.cli.cluster.InjectionForecast;
import dev.remocal.cli.cluster.PodFacts;
import dev.remocal.cli.cluster.Reading;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Does a NetworkPolicy let callers in to the app's number, and not to the sidecar's in its place? */
public final class PolicyCheck {

    private static final String POLICY = "policy";

    private PolicyCheck() {}

    public static List<Finding> of(Reading<List<JsonNode>> policies, PodFacts pod) {
        return switch (policies) {
            case Reading.Unknown<List<JsonNode>> unknown -> List.of(Finding.unread(POLICY, unknown));
            case Reading.Known<List<JsonNode>>(List<JsonNode> all) ->
                of(all.stream().filter(policy -> concerns(policy, pod)).toList(), InjectionForecast.captured(pod));
        };
    }

    private static List<Finding> of(List<JsonNode> policies, List<CapturedPort> captured) {
        List<Finding> blocked = captured.stream()
                .flatMap(port -> blocked(policies, port).stream())
                .toList();
        String fine = policies.isEmpty()
                ? "No NetworkPolicy limits who may call the pods."
                : "NetworkPolicies let in to the sidecar whom they let in to the app.";
        return blocked.isEmpty() ? List.of(Finding.ok(POLICY, fine)) : blocked;
    }

    /** A policy without policyTypes is about what comes in (NetworkPolicy v1, policyTypes). */
    private static boolean concerns(JsonNode policy, PodFacts pod) {
        JsonNode types = policy.at("/spec/policyTypes");
        boolean ingress = types.isEmpty()
                || types.valueStream().anyMatch(type -> type.asText().equals("Ingress"));
        return ingress
                && new LabelSelector(policy.at("/spec/podSelector"))
                        .matches(pod.view().labels());
    }

    private static Optional<Finding> blocked(List<JsonNode> policies, CapturedPort port) {
        boolean letIn = policies.stream()
                .flatMap(PolicyCheck::ports)
                .anyMatch(rule -> covers(rule, port.listen()) || isNamed(rule, port.name()));
        return letIn
                ? Optional.empty()
                : policies.stream()
                        .filter(policy -> ports(policy).anyMatch(rule -> covers(rule, port.app())))
                        .findFirst()
                        .map(policy -> blocked(policy, port));
    }

    private static Finding blocked(JsonNode policy, CapturedPort port) {
        return Finding.fail(
                        POLICY,
                        "NetworkPolicy " + policy.at("/metadata/name").asText() + " lets callers in to the number "
                                + port.app() + " and not to " + port.listen() + ", which the port " + port.name()
                                + " has with the sidecar; write 'port: " + port.name() + "' in place of 'port: "
                                + port.app() + "', which is right with and without a sidecar.")
                .with(ManifestChange.policyByName(policy, port.app(), port.name()));
    }

    /** One entry for each port of each rule; a missing one for a rule about all ports. */
    private static Stream<JsonNode> ports(JsonNode policy) {
        return policy.at("/spec/ingress")
                .valueStream()
                .flatMap(rule -> rule.path("ports").isEmpty()
                        ? Stream.of(rule.path("ports").path(0))
                        : rule.path("ports").valueStream());
    }

    private static boolean isNamed(JsonNode rule, String name) {
        return rule.path("port").isTextual() && rule.path("port").asText().equals(name);
    }

    /** Without a port, a rule is about all of its protocol. */
    private static boolean covers(JsonNode rule, int number) {
        JsonNode port = rule.path("port");
        boolean tcp = rule.path("protocol").asText("TCP").equals("TCP");
        boolean within = port.isInt()
                && number >= port.asInt()
                && number <= rule.path("endPort").asInt(port.asInt());
        return tcp && (port.isMissingNode() || within);
    }
}
