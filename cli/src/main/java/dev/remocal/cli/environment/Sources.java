package dev.remocal.cli.environment;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import java.util.List;
import java.util.Map;

/**
 * What was read of the cluster, by the references to it.
 *
 * @param services those of the namespace
 * @param kubernetesService {@code kubernetes} of namespace {@code default}
 * @param allocatable what the node can give to pods
 */
public record Sources(
        Map<String, Reading<ConfigMap>> configMaps,
        Map<String, Reading<Secret>> secrets,
        Reading<List<Service>> services,
        Reading<Service> kubernetesService,
        Reading<Map<String, Quantity>> allocatable) {

    private static final String NOT_ASKED_FOR = "Nothing refers to it.";

    public Sources {
        configMaps = Map.copyOf(configMaps);
        secrets = Map.copyOf(secrets);
    }

    public Reading<ConfigMap> configMap(String name) {
        return configMaps.getOrDefault(name, new Reading.Absent<>(NOT_ASKED_FOR));
    }

    public Reading<Secret> secret(String name) {
        return secrets.getOrDefault(name, new Reading.Absent<>(NOT_ASKED_FOR));
    }
}
