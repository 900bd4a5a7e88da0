package dev.remocal.test;

import dev.remocal.test.cluster.Cluster;
import dev.remocal.test.cluster.SampleManifests;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import java.util.Map;

/** YAML of a sample service without Remocal, for tests of the cluster itself. */
final class Shop {

    private Shop() {}

    static void createNamespace(Cluster cluster, String name, Map<String, String> labels) {
        cluster.client()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withLabels(labels)
                        .endMetadata()
                        .build())
                .createOr(existing -> existing.update());
    }

    /** Returns at once. */
    static void deleteNamespace(Cluster cluster, String name) {
        cluster.client().namespaces().withName(name).delete();
    }

    static String payments(Cluster cluster, int replicas) {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  name: payments
                spec:
                  replicas: %d
                  selector: {matchLabels: {app: payments}}
                  template:
                    metadata: {labels: {app: payments}}
                    spec:
                      containers:
                      - name: payments
                        image: %s
                        ports: [{name: http, containerPort: 8080}]
                        readinessProbe: {httpGet: {path: /healthz, port: http}, periodSeconds: 1}
                ---
                apiVersion: v1
                kind: Service
                metadata:
                  name: payments
                spec:
                  selector: {app: payments}
                  ports: [{name: http, port: %d, targetPort: http}]
                """.formatted(replicas, cluster.sampleImage(), SampleManifests.SERVICE_PORT);
    }
}
