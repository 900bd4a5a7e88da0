package dev.remocal.test.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The environment of a pod's containers. Every container is told its pod's address and the sidecar its resolv.conf, for want of namespaces. */
record Environment(Store store, Pod pod, String podIp, Path resolvConf) {

    /** Where a container is to listen: in a real pod it would be every address. */
    static final String HOST = "HOST";

    private static final String SIDECAR = "remocal";
    private static final Pattern REFERENCE = Pattern.compile("\\$\\(([A-Za-z_][A-Za-z0-9_.]*)\\)");
    private static final Pattern SUBSCRIPT = Pattern.compile("metadata\\.(labels|annotations)\\['(.+)']");

    Map<String, String> of(Container container) {
        Map<String, String> variables = new LinkedHashMap<>(serviceLinks());
        variables.put("HOSTNAME", pod.getMetadata().getName());
        variables.put(HOST, podIp);
        container.getEnvFrom().forEach(source -> variables.putAll(all(source)));
        container
                .getEnv()
                .forEach(variable -> valueOf(variable)
                        .ifPresent(value -> variables.put(variable.getName(), expand(value, variables))));
        if (container.getName().equals(SIDECAR)) {
            variables.put("REMOCAL_LISTEN_HOST", podIp);
            variables.put("REMOCAL_APP_HOST", podIp);
            variables.put("REMOCAL_CONTROL_HOST", podIp);
            variables.put("REMOCAL_MANAGEMENT_HOST", podIp);
            variables.put("REMOCAL_RESOLV_CONF", resolvConf.toString());
        }
        return variables;
    }

    /** {@code $(NAME)} becomes the value of a variable defined before; unknown names stay as they are. */
    static String expand(String text, Map<String, String> variables) {
        return REFERENCE
                .matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(variables.getOrDefault(found.group(1), found.group())));
    }

    /** PAYMENTS_SERVICE_HOST and _PORT, as every pod has them for the Services of its namespace. */
    private Map<String, String> serviceLinks() {
        Map<String, String> links = new LinkedHashMap<>();
        store.list(ResourceType.SERVICES, pod.getMetadata().getNamespace()).stream()
                .map(service -> Store.model(service, Service.class))
                .filter(service -> !service.getSpec().getPorts().isEmpty())
                .filter(service -> !List.of("", "None")
                        .contains(Objects.requireNonNullElse(service.getSpec().getClusterIP(), "")))
                .forEach(service -> {
                    String name = service.getMetadata()
                            .getName()
                            .toUpperCase(Locale.ROOT)
                            .replace('-', '_');
                    links.put(name + "_SERVICE_HOST", service.getSpec().getClusterIP());
                    links.put(
                            name + "_SERVICE_PORT",
                            service.getSpec().getPorts().getFirst().getPort().toString());
                });
        return links;
    }

    private Map<String, String> all(EnvFromSource source) {
        if (source.getConfigMapRef() != null) {
            return configMap(source.getConfigMapRef().getName());
        }
        return source.getSecretRef() == null
                ? Map.of()
                : secret(source.getSecretRef().getName());
    }

    private Optional<String> valueOf(EnvVar variable) {
        EnvVarSource source = variable.getValueFrom();
        if (source == null) {
            return Optional.of(Optional.ofNullable(variable.getValue()).orElse(""));
        }
        if (source.getFieldRef() != null) {
            return Optional.of(field(source.getFieldRef().getFieldPath()));
        }
        if (source.getConfigMapKeyRef() != null) {
            return Optional.ofNullable(configMap(source.getConfigMapKeyRef().getName())
                    .get(source.getConfigMapKeyRef().getKey()));
        }
        return Optional.ofNullable(source.getSecretKeyRef())
                .map(reference -> secret(reference.getName()).get(reference.getKey()));
    }

    private String field(String path) {
        if (path.equals("status.podIP") || path.equals("status.hostIP")) {
            return podIp;
        }
        JsonNode object = Store.json(pod);
        Matcher subscript = SUBSCRIPT.matcher(path);
        return subscript.matches()
                ? object.path("metadata")
                        .path(subscript.group(1))
                        .path(subscript.group(2))
                        .asText("")
                : object.at("/" + path.replace('.', '/')).asText("");
    }

    private Map<String, String> configMap(String name) {
        return store.find(
                        ResourcePath.of(
                                ResourceType.CONFIG_MAPS, pod.getMetadata().getNamespace(), name),
                        ConfigMap.class)
                .map(ConfigMap::getData)
                .orElse(Map.of());
    }

    private Map<String, String> secret(String name) {
        Map<String, String> values = new LinkedHashMap<>();
        store.find(ResourcePath.of(ResourceType.SECRETS, pod.getMetadata().getNamespace(), name), Secret.class)
                .map(Secret::getData)
                .orElse(Map.of())
                .forEach((key, value) ->
                        values.put(key, new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8)));
        return values;
    }
}
