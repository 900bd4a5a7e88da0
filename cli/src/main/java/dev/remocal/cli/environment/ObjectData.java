package dev.remocal.cli.environment;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The keys and values of a ConfigMap or a Secret. */
public final class ObjectData {

    private ObjectData() {}

    /** Those that variables can be made from; binary ones are for files only. */
    static Map<String, byte[]> ofVariables(ConfigMap configMap) {
        return text(configMap.getData());
    }

    public static Map<String, byte[]> of(ConfigMap configMap) {
        Map<String, byte[]> values = text(configMap.getData());
        values.putAll(binary(configMap.getBinaryData()));
        return values;
    }

    public static Map<String, byte[]> of(Secret secret) {
        return binary(secret.getData());
    }

    private static Map<String, byte[]> text(@Nullable Map<String, String> data) {
        Map<String, byte[]> values = new TreeMap<>();
        if (data != null) {
            data.forEach((key, value) -> values.put(key, value.getBytes(StandardCharsets.UTF_8)));
        }
        return values;
    }

    private static Map<String, byte[]> binary(@Nullable Map<String, String> data) {
        Map<String, byte[]> values = new TreeMap<>();
        if (data != null) {
            data.forEach((key, value) -> values.put(key, Base64.getDecoder().decode(value)));
        }
        return values;
    }
}
