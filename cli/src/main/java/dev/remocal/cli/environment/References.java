package dev.remocal.cli.environment;

import io.fabric8.kubernetes.api.model.ConfigMapEnvSource;
import io.fabric8.kubernetes.api.model.ConfigMapKeySelector;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SecretEnvSource;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What has to be read of the cluster.
 *
 * @param services whether those of the namespace are needed
 * @param kubernetesService whether {@code kubernetes} of namespace {@code default} is
 * @param allocatable whether what the node can give to pods is
 */
public record References(
        Set<String> configMaps, Set<String> secrets, boolean services, boolean kubernetesService, boolean allocatable) {

    public static References ofEnvironment(Pod pod, Container container) {
        return new References(
                union(
                        fromAll(container, EnvFromSource::getConfigMapRef, ConfigMapEnvSource::getName),
                        fromEach(container, EnvVarSource::getConfigMapKeyRef, ConfigMapKeySelector::getName)),
                union(
                        fromAll(container, EnvFromSource::getSecretRef, SecretEnvSource::getName),
                        fromEach(container, EnvVarSource::getSecretKeyRef, SecretKeySelector::getName)),
                ServiceLinks.enabled(pod),
                true,
                each(container, EnvVarSource::getResourceFieldRef)
                        .anyMatch(field -> ResourceFields.needsAllocatable(field, pod, container)));
    }

    private static Set<String> union(Stream<String> some, Stream<String> more) {
        return Stream.concat(some, more).collect(Collectors.toCollection(TreeSet::new));
    }

    private static <T> Stream<String> fromAll(
            Container container, Function<EnvFromSource, @Nullable T> reference, Function<T, String> name) {
        return container.getEnvFrom().stream()
                .map(reference)
                .filter(Objects::nonNull)
                .map(name);
    }

    private static <T> Stream<String> fromEach(
            Container container, Function<EnvVarSource, @Nullable T> reference, Function<T, String> name) {
        return each(container, reference).map(name);
    }

    private static <T> Stream<T> each(Container container, Function<EnvVarSource, @Nullable T> reference) {
        return container.getEnv().stream()
                .map(EnvVar::getValueFrom)
                .filter(Objects::nonNull)
                .map(reference)
                .filter(Objects::nonNull);
    }
}
