package dev.remocal.test.cluster;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * The sample services as a user would deploy them where PodSecurity {@code restricted} is enforced: payments opts in by its
 * label, the caller does not. Pure.
 */
public final class SampleManifests {

    /** Where payments and the caller are served: a number that the local cluster may listen on whoever runs it. */
    public static final int SERVICE_PORT = 8000;

    private SampleManifests() {}

    /** Deployment and Service {@code payments}, {@link #SERVICE_PORT} to the container port named http. */
    public static String payments(Cluster cluster, int replicas) {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  name: payments
                spec:
                  replicas: %d
                  selector: {matchLabels: {app: payments}}
                  template:
                    metadata: {labels: {app: payments, remocal.dev/inject: "true"}}
                    spec:
                      securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
                      containers:
                      - name: payments
                        image: %s
                        args: [payments]
                        envFrom: [{configMapRef: {name: shop, optional: true}}]
                        ports: [{name: http, containerPort: 8080}]
                        securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
                        readinessProbe: {httpGet: {path: /healthz, port: http}, periodSeconds: 1}
                ---
                apiVersion: v1
                kind: Service
                metadata:
                  name: payments
                spec:
                  type: %s
                  selector: {app: payments}
                  ports: [{name: http, port: %d, targetPort: http}]
                """.formatted(replicas, cluster.sampleImage(), cluster.serviceType(), SERVICE_PORT);
    }

    /** What payments finds in its environment where there are {@link #neighbours}, and who these are. */
    public static final Map<String, String> SURROUNDINGS = Map.of(
            "SHOP_REGION", "antarctica",
            "SHOP_CATALOG_URL", "http://catalog:8081",
            "SHOP_STOCK_URL", "http://stock:8082",
            "SHOP_LEDGER", "ledger:5432");

    /** catalog and stock, which speak HTTP, ledger, which speaks PostgreSQL, and the ConfigMap that tells payments of them. */
    public static String neighbours(Cluster cluster) {
        return "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: shop}\ndata:\n"
                + SURROUNDINGS.entrySet().stream()
                        .map(variable -> "  %s: \"%s\"\n".formatted(variable.getKey(), variable.getValue()))
                        .collect(Collectors.joining())
                + neighbour(cluster, "catalog", "payments", 8081)
                + neighbour(cluster, "stock", "payments", 8082)
                + neighbour(cluster, "ledger", "ledger", 5432);
    }

    private static String neighbour(Cluster cluster, String name, String service, int port) {
        return """
                ---
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  name: %1$s
                spec:
                  replicas: 1
                  selector: {matchLabels: {app: %1$s}}
                  template:
                    metadata: {labels: {app: %1$s}}
                    spec:
                      securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
                      containers:
                      - name: %1$s
                        image: %2$s
                        args: [%3$s]
                        env: [{name: PORT, value: "%4$d"}]
                        ports: [{name: main, containerPort: %4$d}]
                        securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
                        readinessProbe: {tcpSocket: {port: main}, periodSeconds: 1}
                ---
                apiVersion: v1
                kind: Service
                metadata:
                  name: %1$s
                spec:
                  selector: {app: %1$s}
                  ports: [{name: main, port: %4$d}]
                """.formatted(name, cluster.sampleImage(), service, port);
    }

    /** Deployment and Service {@code caller}: asks payments for every request it gets. */
    public static String caller(Cluster cluster) {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  name: caller
                spec:
                  replicas: 1
                  selector: {matchLabels: {app: caller}}
                  template:
                    metadata: {labels: {app: caller}}
                    spec:
                      securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
                      containers:
                      - name: caller
                        image: %s
                        args: [caller]
                        ports: [{name: http, containerPort: 8080}]
                        securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
                        readinessProbe: {httpGet: {path: /healthz, port: http}, periodSeconds: 1}
                ---
                apiVersion: v1
                kind: Service
                metadata:
                  name: caller
                spec:
                  type: %s
                  selector: {app: caller}
                  ports: [{name: http, port: %d, targetPort: http}]
                """.formatted(cluster.sampleImage(), cluster.serviceType(), SERVICE_PORT);
    }
}
