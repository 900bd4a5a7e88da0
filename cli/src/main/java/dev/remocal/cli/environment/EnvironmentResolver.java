package dev.remocal.cli.environment;

import dev.remocal.cli.environment.EnvironmentVariable.Source;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ResourceFieldSelector;
import io.fabric8.kubernetes.api.model.Service;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Makes a container's environment as the kubelet does (makeEnvironmentVariables in Kubernetes' sources): links to Services, then
 * envFrom, then env, in which a value may refer to all that came before. Where the kubelet would not start the container, the
 * variable is left out and named, and so is whatever refers to it.
 */
public final class EnvironmentResolver {

    private final Pod pod;
    private final Container container;
    private final Sources sources;
    private final Variables variables = new Variables();

    private EnvironmentResolver(Pod pod, Container container, Sources sources) {
        this.pod = pod;
        this.container = container;
        this.sources = sources;
    }

    /** @param sources what {@link References#ofEnvironment} asks for */
    public static ContainerEnvironment resolve(Pod pod, Container container, Sources sources) {
        EnvironmentResolver resolver = new EnvironmentResolver(pod, container, sources);
        resolver.addServiceLinks();
        container.getEnvFrom().forEach(resolver::addAll);
        container.getEnv().forEach(resolver::add);
        return resolver.variables.result();
    }

    private void addServiceLinks() {
        if (ServiceLinks.enabled(pod)) {
            addLinks("services", sources.services(), ServiceLinks::mayBeLink);
        }
        // A Service of this name in the pod's own namespace takes precedence.
        if (!variables.has(ServiceLinks.KUBERNETES_HOST)) {
            addLinks(
                    "service/kubernetes",
                    sources.kubernetesService().map(List::of),
                    ServiceLinks::mayBeLinkToKubernetes);
        }
    }

    private void addLinks(String object, Reading<List<Service>> services, Predicate<String> mightBe) {
        switch (services) {
            case Reading.Found<List<Service>>(List<Service> found) ->
                ServiceLinks.of(found).forEach((name, value) -> variables.put(name, value, Source.SERVICE));
            case Reading.Absent<List<Service>> none -> {}
            case Reading.Unreadable<List<Service>>(String reason) -> variables.withholdAll(object, reason, mightBe);
        }
    }

    private void addAll(EnvFromSource source) {
        String prefix = Optional.ofNullable(source.getPrefix()).orElse("");
        if (source.getConfigMapRef() != null) {
            String name = source.getConfigMapRef().getName();
            addAll(
                    "configmap/" + name,
                    sources.configMap(name).map(ObjectData::ofVariables),
                    isTrue(source.getConfigMapRef().getOptional()),
                    prefix,
                    Source.CONFIG_MAP);
        } else if (source.getSecretRef() != null) {
            String name = source.getSecretRef().getName();
            addAll(
                    "secret/" + name,
                    sources.secret(name).map(ObjectData::of),
                    isTrue(source.getSecretRef().getOptional()),
                    prefix,
                    Source.SECRET);
        }
    }

    private void addAll(
            String object, Reading<Map<String, byte[]>> data, boolean optional, String prefix, Source source) {
        switch (data) {
            case Reading.Found<Map<String, byte[]>>(Map<String, byte[]> values) ->
                values.forEach((key, value) -> variables.put(prefix + key, value, source));
            case Reading.Absent<Map<String, byte[]>>(String reason)
            when !optional -> variables.withholdAll(object, reason, name -> name.startsWith(prefix));
            case Reading.Absent<Map<String, byte[]>> none -> {}
            case Reading.Unreadable<Map<String, byte[]>>(String reason) ->
                variables.withholdAll(object, reason, name -> name.startsWith(prefix));
        }
    }

    private void add(EnvVar variable) {
        String name = variable.getName();
        EnvVarSource from = variable.getValueFrom();
        if (from == null) {
            variables.putExpanded(name, Optional.ofNullable(variable.getValue()).orElse(""));
        } else if (from.getConfigMapKeyRef() != null) {
            addKey(
                    name,
                    sources.configMap(from.getConfigMapKeyRef().getName()).map(ObjectData::ofVariables),
                    "ConfigMap " + from.getConfigMapKeyRef().getName(),
                    from.getConfigMapKeyRef().getKey(),
                    isTrue(from.getConfigMapKeyRef().getOptional()),
                    Source.CONFIG_MAP);
        } else if (from.getSecretKeyRef() != null) {
            addKey(
                    name,
                    sources.secret(from.getSecretKeyRef().getName()).map(ObjectData::of),
                    "Secret " + from.getSecretKeyRef().getName(),
                    from.getSecretKeyRef().getKey(),
                    isTrue(from.getSecretKeyRef().getOptional()),
                    Source.SECRET);
        } else {
            addFromPod(name, from);
        }
    }

    private void addKey(
            String name,
            Reading<Map<String, byte[]>> data,
            String object,
            String key,
            boolean optional,
            Source source) {
        switch (data) {
            case Reading.Found<Map<String, byte[]>>(Map<String, byte[]> values)
            when values.containsKey(key) -> variables.put(name, values.get(key), source);
            case Reading.Found<Map<String, byte[]>> other
            when !optional -> variables.withhold(name, object + " has no key " + key + ".");
            case Reading.Found<Map<String, byte[]>> other -> {}
            case Reading.Absent<Map<String, byte[]>>(String reason) when !optional -> variables.withhold(name, reason);
            case Reading.Absent<Map<String, byte[]>> none -> {}
            case Reading.Unreadable<Map<String, byte[]>>(String reason) -> variables.withhold(name, reason);
        }
    }

    private void addFromPod(String name, EnvVarSource from) {
        if (from.getFieldRef() != null) {
            String path = from.getFieldRef().getFieldPath();
            DownwardFields.value(pod, path)
                    .ifPresentOrElse(
                            value -> variables.put(name, value, Source.FIELD),
                            () -> variables.withhold(name, DownwardFields.unknown(path)));
        } else if (from.getResourceFieldRef() != null) {
            addResource(name, from.getResourceFieldRef());
        } else {
            variables.withhold(
                    name, "It comes from a file of the container (fileKeyRef), which the API does not show.");
        }
    }

    private void addResource(String name, ResourceFieldSelector field) {
        switch (ResourceFields.read(field, pod, container, sources.allocatable())) {
            case Reading.Found<String>(String value) -> variables.put(name, value, Source.RESOURCE);
            case Reading.Absent<String>(String reason) -> variables.withhold(name, reason);
            case Reading.Unreadable<String>(String reason) -> variables.withhold(name, reason);
        }
    }

    private static boolean isTrue(@Nullable Boolean value) {
        return Boolean.TRUE.equals(value);
    }
}
