package dev.remocal.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/**
 * A Service.
 *
 * @param headless whether its callers get the pods' own addresses
 * @param selector empty where it has none
 * @param ports those of TCP
 */
public record ServiceFacts(
        String name, boolean headless, Map<String, String> selector, List<ServicePort> ports, JsonNode json) {

    public ServiceFacts {
        selector = Map.copyOf(selector);
        ports = List.copyOf(ports);
    }

    public boolean selects(PodView pod) {
        return !selector.isEmpty() && pod.labels().entrySet().containsAll(selector.entrySet());
    }
}
