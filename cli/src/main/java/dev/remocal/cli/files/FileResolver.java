package dev.remocal.cli.files;

import dev.remocal.cli.environment.ContainerEnvironment;
import dev.remocal.cli.environment.Sources;
import dev.remocal.cli.environment.Withheld;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes of a container's mounts the files that the kubelet would write for them. */
public final class FileResolver {

    private final Pod pod;
    private final Container container;
    private final Sources sources;
    private final ContainerEnvironment environment;
    private final List<Mount> mounts = new ArrayList<>();
    private final List<Withheld> withheld = new ArrayList<>();
    private final List<String> elsewhere = new ArrayList<>();

    private FileResolver(Pod pod, Container container, Sources sources, ContainerEnvironment environment) {
        this.pod = pod;
        this.container = container;
        this.sources = sources;
        this.environment = environment;
    }

    /**
     * @param sources what {@link dev.remocal.cli.environment.References#ofFiles} asks for
     * @param environment the container's, to which {@code subPathExpr} refers
     */
    public static ContainerFiles resolve(
            Pod pod, Container container, Sources sources, ContainerEnvironment environment) {
        FileResolver resolver = new FileResolver(pod, container, sources, environment);
        container.getVolumeMounts().forEach(resolver::add);
        return new ContainerFiles(resolver.mounts, resolver.withheld, resolver.elsewhere);
    }

    private void add(VolumeMount mount) {
        volume(mount).ifPresent(volume -> {
            Payload payload = new Payload(pod, container, sources, mount.getMountPath(), defaultMode(volume));
            if (fill(payload, volume)) {
                withheld.addAll(payload.withheld());
                add(mount, payload.files());
            } else {
                elsewhere.add(mount.getMountPath());
            }
        });
    }

    private Optional<Volume> volume(VolumeMount mount) {
        return pod.getSpec().getVolumes().stream()
                .filter(volume -> volume.getName().equals(mount.getName()))
                .findFirst();
    }

    private static @Nullable Integer defaultMode(Volume volume) {
        if (volume.getConfigMap() != null) {
            return volume.getConfigMap().getDefaultMode();
        }
        if (volume.getSecret() != null) {
            return volume.getSecret().getDefaultMode();
        }
        if (volume.getProjected() != null) {
            return volume.getProjected().getDefaultMode();
        }
        return volume.getDownwardAPI() == null ? null : volume.getDownwardAPI().getDefaultMode();
    }

    /** Whether the API knows what is in it. */
    private static boolean fill(Payload payload, Volume volume) {
        if (volume.getConfigMap() != null) {
            payload.add(volume.getConfigMap());
        } else if (volume.getSecret() != null) {
            payload.add(volume.getSecret());
        } else if (volume.getProjected() != null) {
            volume.getProjected().getSources().forEach(payload::add);
        } else if (volume.getDownwardAPI() != null) {
            volume.getDownwardAPI().getItems().forEach(payload::add);
        } else {
            return false;
        }
        return true;
    }

    private void add(VolumeMount mount, Map<String, VolumeFile> files) {
        if (isGiven(mount.getSubPathExpr())) {
            environment
                    .expand(mount.getSubPathExpr())
                    .ifPresentOrElse(
                            subPath -> addPart(mount, subPath, files),
                            () -> withheld.add(new Withheld(
                                    mount.getMountPath(),
                                    "Its subPathExpr " + mount.getSubPathExpr()
                                            + " refers to a variable that is not known.")));
        } else if (isGiven(mount.getSubPath())) {
            addPart(mount, mount.getSubPath(), files);
        } else {
            mounts.add(new Mount.Whole(mount.getMountPath(), files));
        }
    }

    private void addPart(VolumeMount mount, String subPath, Map<String, VolumeFile> files) {
        Map<String, VolumeFile> part = new TreeMap<>();
        files.forEach((path, file) -> {
            if (path.equals(subPath)) {
                part.put("", file);
            } else if (path.startsWith(subPath + "/")) {
                part.put(path.substring(subPath.length() + 1), file);
            }
        });
        mounts.add(new Mount.Part(mount.getMountPath(), part));
    }

    private static boolean isGiven(@Nullable String text) {
        return text != null && !text.isEmpty();
    }
}
