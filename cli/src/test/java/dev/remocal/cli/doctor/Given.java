package dev.remocal.cli.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.remocal.cli.cluster.PodFacts;
import dev.remocal.cli.cluster.PodView;
import dev.remocal.cli.cluster.Reading;
import dev.remocal.cli.cluster.ServiceFacts;
import dev.remocal.cli.failure.CliFailure;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;

/** Facts for the checks, written as YAML. */
final class Given {

    static final KubernetesSerialization MODELS = new KubernetesSerialization();

    private static final YAMLMapper YAML = new YAMLMapper();

    private Given() {}

    static JsonNode json(String yaml) {
        try {
            return YAML.readTree(yaml);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static PodFacts pod(String yaml) {
        return new PodFacts(PodView.of(MODELS.unmarshal(yaml, Pod.class)), json(yaml));
    }

    /** A pod of payments whose only container has these ports. */
    static PodFacts pod(String annotations, String ports) {
        return pod("""
                apiVersion: v1
                kind: Pod
                metadata:
                  name: payments-1
                  labels: {app: payments, remocal.dev/inject: "true"}
                  annotations: {%s}
                  ownerReferences: [{kind: ReplicaSet, name: payments-5d9, controller: true, apiVersion: apps/v1, uid: u}]
                spec: {containers: [{name: app, image: payments, ports: [%s]}]}
                status: {phase: Running}
                """.formatted(annotations, ports));
    }

    static ServiceFacts service(String name, String ports) {
        return service(name, ports, false);
    }

    static ServiceFacts service(String name, String ports, boolean headless) {
        String yaml = """
                apiVersion: v1
                kind: Service
                metadata: {name: %s, namespace: shop}
                spec: {selector: {app: payments}, ports: [%s]}
                """.formatted(name, ports);
        return new ServiceFacts(
                name,
                headless,
                Map.of("app", "payments"),
                MODELS.unmarshal(yaml, Service.class).getSpec().getPorts().stream()
                        .map(dev.remocal.cli.cluster.ServicePort::of)
                        .toList(),
                json(yaml));
    }

    static <T> Reading<T> known(T value) {
        return new Reading.Known<>(value);
    }

    static <T> Reading<T> forbidden(String verb, String resource, String namespace) {
        return new Reading.Unknown<>(new CliFailure.NotAllowed(verb, resource, namespace));
    }

    static List<String> lines(List<Finding> findings) {
        return findings.stream()
                .map(finding -> finding.level() + " " + finding.message())
                .toList();
    }
}
