package dev.remocal.cli.files;

import dev.remocal.cli.environment.DownwardFields;
import dev.remocal.cli.environment.ObjectData;
import dev.remocal.cli.environment.Reading;
import dev.remocal.cli.environment.ResourceFields;
import dev.remocal.cli.environment.Sources;
import dev.remocal.cli.environment.Withheld;
import io.fabric8.kubernetes.api.model.ConfigMapProjection;
import io.fabric8.kubernetes.api.model.ConfigMapVolumeSource;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.DownwardAPIVolumeFile;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SecretProjection;
import io.fabric8.kubernetes.api.model.SecretVolumeSource;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the kubelet writes into one volume (pkg/volume in Kubernetes' sources): the later source of a path wins. */
final class Payload {

    /** Where a volume says nothing. */
    private static final int DEFAULT_MODE = 0644;

    private final Pod pod;
    private final Container container;
    private final Sources sources;
    private final String mountPath;
    private final int defaultMode;
    private final Map<String, VolumeFile> files = new TreeMap<>();
    private final List<Withheld> withheld = new ArrayList<>();

    Payload(Pod pod, Container container, Sources sources, String mountPath, @Nullable Integer defaultMode) {
        this.pod = pod;
        this.container = container;
        this.sources = sources;
        this.mountPath = mountPath;
        this.defaultMode = Optional.ofNullable(defaultMode).orElse(DEFAULT_MODE);
    }

    Map<String, VolumeFile> files() {
        return files;
    }

    List<Withheld> withheld() {
        return withheld;
    }

    void add(ConfigMapVolumeSource source) {
        configMap(source.getName(), source.getItems(), source.getOptional());
    }

    void add(SecretVolumeSource source) {
        secret(source.getSecretName(), source.getItems(), source.getOptional());
    }

    void add(VolumeProjection source) {
        if (source.getConfigMap() != null) {
            ConfigMapProjection projected = source.getConfigMap();
            configMap(projected.getName(), projected.getItems(), projected.getOptional());
        } else if (source.getSecret() != null) {
            SecretProjection projected = source.getSecret();
            secret(projected.getName(), projected.getItems(), projected.getOptional());
        } else if (source.getDownwardAPI() != null) {
            source.getDownwardAPI().getItems().forEach(this::add);
        } else if (source.getServiceAccountToken() != null) {
            withhold(
                    source.getServiceAccountToken().getPath(),
                    "It is a token of the pod's service account, which stays in the pod.");
        } else {
            withhold("", "It has a part that the API does not show (a certificate or a trust bundle).");
        }
    }

    private void configMap(String name, List<KeyToPath> items, @Nullable Boolean optional) {
        add("ConfigMap " + name, sources.configMap(name).map(ObjectData::of), items, Boolean.TRUE.equals(optional));
    }

    private void secret(String name, List<KeyToPath> items, @Nullable Boolean optional) {
        add("Secret " + name, sources.secret(name).map(ObjectData::of), items, Boolean.TRUE.equals(optional));
    }

    private void add(String object, Reading<Map<String, byte[]>> data, List<KeyToPath> items, boolean optional) {
        switch (data) {
            case Reading.Found<Map<String, byte[]>>(Map<String, byte[]> values)
            when items.isEmpty() -> values.forEach((key, value) -> put(key, value, null));
            case Reading.Found<Map<String, byte[]>>(Map<String, byte[]> values) ->
                items.forEach(item -> add(object, values, item, optional));
            case Reading.Absent<Map<String, byte[]>>(String reason) when !optional -> withholdAll(items, reason);
            case Reading.Absent<Map<String, byte[]>> none -> {}
            case Reading.Unreadable<Map<String, byte[]>>(String reason) -> withholdAll(items, reason);
        }
    }

    private void add(String object, Map<String, byte[]> values, KeyToPath item, boolean optional) {
        byte[] value = values.get(item.getKey());
        if (value != null) {
            put(item.getPath(), value, item.getMode());
        } else if (!optional) {
            withhold(item.getPath(), object + " has no key " + item.getKey() + ".");
        }
    }

    void add(DownwardAPIVolumeFile item) {
        if (item.getFieldRef() != null) {
            String field = item.getFieldRef().getFieldPath();
            DownwardFields.value(pod, field)
                    .ifPresentOrElse(
                            value -> put(item, value), () -> withhold(item.getPath(), DownwardFields.unknown(field)));
        } else {
            switch (ResourceFields.read(item.getResourceFieldRef(), pod, container, sources.allocatable())) {
                case Reading.Found<String>(String value) -> put(item, value);
                case Reading.Absent<String>(String reason) -> withhold(item.getPath(), reason);
                case Reading.Unreadable<String>(String reason) -> withhold(item.getPath(), reason);
            }
        }
    }

    private void put(DownwardAPIVolumeFile item, String value) {
        // The kubelet sorts the lines of every value, not only those of labels and annotations.
        String sorted = Stream.of(value.split("\n", -1)).sorted().collect(Collectors.joining("\n"));
        put(item.getPath(), sorted.getBytes(StandardCharsets.UTF_8), item.getMode());
    }

    private void put(String path, byte[] value, @Nullable Integer mode) {
        files.put(path, new VolumeFile(value, mode == null ? defaultMode : mode));
    }

    private void withholdAll(List<KeyToPath> items, String reason) {
        if (items.isEmpty()) {
            withhold("", reason);
        }
        items.forEach(item -> withhold(item.getPath(), reason));
    }

    private void withhold(String path, String reason) {
        withheld.add(new Withheld(path.isEmpty() ? mountPath : mountPath + "/" + path, reason));
    }
}
