package dev.remocal.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remocal.test.cluster.Cluster;
import dev.remocal.test.cluster.Installation;
import dev.remocal.test.cluster.Project;

/** Payments with a file, an environment, and neighbours that speak HTTP/1.1, gRPC and a database's protocol. */
final class Neighbourhood {

    /** Why there is none elsewhere. */
    static final String LOCAL_ONLY = "the gRPC neighbour is on this machine's class path only";

    private Neighbourhood() {}

    static ShopFixture deploy(Cluster cluster, String namespace) {
        return new ShopFixture(cluster, namespace, installation -> deploy(cluster, installation, namespace));
    }

    /** That the answer of a process on the laptop holds what a pod of payments would have found. */
    static void assertThatItWasSeen(String answer) {
        assertThat(Json.text(answer, "/region")).isEqualTo("antarctica");
        assertThat(Json.text(answer, "/currency")).isEqualTo("groat");
        assertThat(Json.text(answer, "/http")).startsWith("catalog-");
        assertThat(Json.text(answer, "/grpc")).startsWith("rates-").endsWith(" ada");
    }

    private static void deploy(Cluster cluster, Installation installation, String namespace) {
        installation.deployNeighbours(namespace);
        cluster.apply(namespace, rates());
        cluster.apply(namespace, payments(cluster, namespace));
        cluster.awaitReady(namespace, "rates");
        cluster.awaitReady(namespace, "payments");
    }

    private static String rates() {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: rates}
                spec:
                  replicas: 1
                  selector: {matchLabels: {app: rates}}
                  template:
                    metadata: {labels: {app: rates}}
                    spec:
                      containers:
                      - name: rates
                        image: none
                        command: ["%s", "-XX:TieredStopAtLevel=1", "-Xmx96m", "-cp", "%s", "%s"]
                        env: [{name: PORT, value: "8083"}]
                        ports: [{name: grpc, containerPort: 8083}]
                        readinessProbe: {tcpSocket: {port: grpc}, periodSeconds: 1}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: rates}
                spec:
                  selector: {app: rates}
                  ports: [{name: grpc, port: 8083}]
                """.formatted(Project.java(), System.getProperty("java.class.path"), GrpcEcho.class.getName());
    }

    /** With one more neighbour than the sample has, and a file. */
    private static String payments(Cluster cluster, String namespace) {
        return """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: settings}
                data: {currency: "groat"}
                ---
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: payments}
                spec:
                  replicas: 2
                  selector: {matchLabels: {app: payments}}
                  template:
                    metadata: {labels: {app: payments, remocal.dev/inject: "true"}}
                    spec:
                      volumes: [{name: settings, configMap: {name: settings}}]
                      containers:
                      - name: payments
                        image: %s
                        args: [payments]
                        envFrom: [{configMapRef: {name: shop}}]
                        env: [{name: SHOP_RATES, value: "rates.%s.svc.cluster.local:8083"}]
                        volumeMounts: [{name: settings, mountPath: /etc/payments}]
                        ports: [{name: http, containerPort: 8080}]
                        readinessProbe: {httpGet: {path: /healthz, port: http}, periodSeconds: 1}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: payments}
                spec:
                  selector: {app: payments}
                  ports: [{name: http, port: 80, targetPort: http}]
                """.formatted(cluster.sampleImage(), namespace);
    }
}
