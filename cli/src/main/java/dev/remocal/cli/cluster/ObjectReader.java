package dev.remocal.cli.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;

/** Objects as the JSON that the API server has them in, whatever their kind. */
final class ObjectReader {

    private static final JsonMapper JSON = new JsonMapper();

    private final KubernetesClient client;

    ObjectReader(KubernetesClient client) {
        this.client = client;
    }

    JsonNode get(String path) {
        return parse(client.raw(path, "GET", null));
    }

    List<JsonNode> list(String path) {
        return get(path).path("items").valueStream().toList();
    }

    JsonNode create(String path, JsonNode object) {
        return parse(client.raw(path, "POST", object));
    }

    JsonNode json(Object model) {
        return client.getKubernetesSerialization().convertValue(model, JsonNode.class);
    }

    private static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new KubernetesClientException("the answer is not JSON: " + e.getOriginalMessage(), e);
        }
    }
}
