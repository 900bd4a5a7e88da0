package dev.remocal.cli.environment;

import io.fabric8.kubernetes.api.model.HostIP;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The fields of a pod that the downward API offers, to variables and to files. */
public final class DownwardFields {

    private static final Pattern SUBSCRIPT = Pattern.compile("metadata\\.(labels|annotations)\\['([^']*)']");

    private DownwardFields() {}

    /** Empty where the downward API has no such field; a field or key that the pod has not is the empty text. */
    public static Optional<String> value(Pod pod, String path) {
        Matcher subscript = SUBSCRIPT.matcher(path);
        if (subscript.matches()) {
            Map<String, String> map = map(pod.getMetadata(), subscript.group(1));
            return Optional.of(map.getOrDefault(subscript.group(2), ""));
        }
        ObjectMeta metadata = pod.getMetadata();
        PodSpec spec = pod.getSpec();
        PodStatus status = Optional.ofNullable(pod.getStatus()).orElseGet(PodStatus::new);
        return switch (path) {
            case "metadata.name" -> Optional.of(text(metadata.getName()));
            case "metadata.namespace" -> Optional.of(text(metadata.getNamespace()));
            case "metadata.uid" -> Optional.of(text(metadata.getUid()));
            case "metadata.labels" -> Optional.of(lines(map(metadata, "labels")));
            case "metadata.annotations" -> Optional.of(lines(map(metadata, "annotations")));
            case "spec.nodeName", "spec.host" -> Optional.of(text(spec.getNodeName()));
            case "spec.serviceAccountName" -> Optional.of(text(spec.getServiceAccountName()));
            case "status.hostIP" -> Optional.of(text(status.getHostIP()));
            case "status.hostIPs" -> Optional.of(addresses(hostAddresses(status), status.getHostIP()));
            case "status.podIP" -> Optional.of(text(status.getPodIP()));
            case "status.podIPs" -> Optional.of(addresses(podAddresses(status), status.getPodIP()));
            default -> Optional.empty();
        };
    }

    /** Why one has no value. */
    public static String unknown(String path) {
        return "This version does not know the field " + path + ".";
    }

    private static Map<String, String> map(ObjectMeta metadata, String name) {
        Map<String, String> map = name.equals("labels") ? metadata.getLabels() : metadata.getAnnotations();
        return map == null ? Map.of() : map;
    }

    private static String lines(Map<String, String> map) {
        return new TreeMap<>(map)
                .entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + GoQuotation.of(entry.getValue()))
                        .collect(Collectors.joining("\n"));
    }

    private static List<String> hostAddresses(PodStatus status) {
        return status.getHostIPs().stream().map(HostIP::getIp).toList();
    }

    private static List<String> podAddresses(PodStatus status) {
        return status.getPodIPs().stream().map(PodIP::getIp).toList();
    }

    private static String addresses(List<String> all, @Nullable String first) {
        return all.isEmpty() ? text(first) : String.join(",", all);
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }
}
