package dev.remocal.cli.environment;

import io.fabric8.kubernetes.api.model.ConfigMapEnvSource;
import io.fabric8.kubernetes.api.model.ConfigMapKeySelector;
import io.fabric8.kubernetes.api.model.ConfigMapProjection;
import io.fabric8.kubernetes.api.model.ConfigMapVolumeSource;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.DownwardAPIVolumeFile;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SecretEnvSource;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import io.fabric8.kubernetes.api.model.SecretProjection;
import io.fabric8.kubernetes.api.model.SecretVolumeSource;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import java.util.List;
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

    /** Of those volumes that are mounted. */
    public static References ofFiles(Pod pod, Container container) {
        List<Volume> volumes = pod.getSpec().getVolumes().stream()
                .filter(volume -> container.getVolumeMounts().stream()
                        .anyMatch(mount -> mount.getName().equals(volume.getName())))
                .toList();
        List<VolumeProjection> projections = volumes.stream()
                .map(Volume::getProjected)
                .filter(Objects::nonNull)
                .flatMap(projected -> projected.getSources().stream())
                .toList();
        return new References(
                union(
                        names(volumes, Volume::getConfigMap, ConfigMapVolumeSource::getName),
                        names(projections, VolumeProjection::getConfigMap, ConfigMapProjection::getName)),
                union(
                        names(volumes, Volume::getSecret, SecretVolumeSource::getSecretName),
                        names(projections, VolumeProjection::getSecret, SecretProjection::getName)),
                false,
                false,
                Stream.concat(
                                volumes.stream()
                                        .map(Volume::getDownwardAPI)
                                        .filter(Objects::nonNull)
                                        .flatMap(downward -> downward.getItems().stream()),
                                projections.stream()
                                        .map(VolumeProjection::getDownwardAPI)
                                        .filter(Objects::nonNull)
                                        .flatMap(downward -> downward.getItems().stream()))
                        .map(DownwardAPIVolumeFile::getResourceFieldRef)
                        .filter(Objects::nonNull)
                        .anyMatch(field -> ResourceFields.needsAllocatable(field, pod, container)));
    }

    public References and(References other) {
        return new References(
                union(configMaps.stream(), other.configMaps.stream()),
                union(secrets.stream(), other.secrets.stream()),
                services || other.services,
                kubernetesService || other.kubernetesService,
                allocatable || other.allocatable);
    }

    private static <T, R> Stream<String> names(
            List<T> all, Function<T, @Nullable R> reference, Function<R, String> name) {
        return all.stream().map(reference).filter(Objects::nonNull).map(name);
    }

    private static Set<String> union(Stream<String> some, Stream<String> more) {
        return Stream.concat(some, more).collect(Collectors.toCollection(TreeSet::new));
    }

    private static <T> Stream<String> fromAll(
            Container container, Function<EnvFromSource, @Nullable T> reference, Function<T, String> name) {
        return names(container.getEnvFrom(), reference, name);
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
