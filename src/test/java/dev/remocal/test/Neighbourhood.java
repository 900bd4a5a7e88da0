package dev.remocal.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remocal.test.cluster.Cluster;
import dev.remocal.test.cluster.Installation;
import dev.remocal.test.cluster.SampleManifests;

/** Payments with a file, an environment, and neighbours that speak HTTP/1.1, gRPC, PostgreSQL's protocol and Kafka's. */
final class Neighbourhood {

    /** A host and port of the cluster where nobody listens: a Service without pods. */
    static final String NOBODY_THERE = "idle/80";

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
        cluster.apply(namespace, rates(cluster));
        cluster.apply(namespace, events(cluster, namespace));
        cluster.apply(namespace, payments(cluster, namespace));
        cluster.awaitReady(namespace, "rates");
        cluster.awaitReady(namespace, "events");
        cluster.awaitReady(namespace, "payments");
    }

    /** A neighbour that speaks gRPC, and one that is not there. */
    private static String rates(Cluster cluster) {
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
                      securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
                      containers:
                      - name: rates
                        image: %s
                        env: [{name: PORT, value: "8083"}]
                        ports: [{name: grpc, containerPort: 8083}]
                        securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
                        readinessProbe: {tcpSocket: {port: grpc}, periodSeconds: 1}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: rates}
                spec:
                  selector: {app: rates}
                  ports: [{name: grpc, port: 8083}]
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: idle}
                spec:
                  selector: {app: idle}
                  ports: [{name: http, port: 80}]
                """.formatted(cluster.echoImage());
    }

    /** Asked by one name for the other, which no environment has. */
    private static String events(Cluster cluster, String namespace) {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: events}
                spec:
                  replicas: 1
                  selector: {matchLabels: {app: events}}
                  template:
                    metadata: {labels: {app: events}}
                    spec:
                      securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
                      containers:
                      - name: events
                        image: %s
                        args: [broker]
                        env:
                        - {name: PORT, value: "9092"}
                        - {name: ADVERTISED, value: "events.%s.svc:9093"}
                        ports: [{name: main, containerPort: 9092}]
                        securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
                        readinessProbe: {tcpSocket: {port: main}, periodSeconds: 1}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: bootstrap}
                spec:
                  selector: {app: events}
                  ports: [{name: main, port: 9092}]
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: events}
                spec:
                  selector: {app: events}
                  ports: [{name: main, port: 9093, targetPort: main}]
                """.formatted(cluster.sampleImage(), namespace);
    }

    /** As the sample has it, with one more neighbour and a file. */
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
                      securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
                      volumes: [{name: settings, configMap: {name: settings}}]
                      containers:
                      - name: payments
                        image: %s
                        args: [payments]
                        envFrom: [{configMapRef: {name: shop}}]
                        env:
                        - {name: SHOP_RATES, value: "rates.%s.svc.cluster.local:8083"}
                        - {name: SHOP_EVENTS, value: "bootstrap:9092"}
                        volumeMounts: [{name: settings, mountPath: /etc/payments}]
                        ports: [{name: http, containerPort: 8080}]
                        securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
                        readinessProbe: {httpGet: {path: /healthz, port: http}, periodSeconds: 1}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: payments}
                spec:
                  type: %s
                  selector: {app: payments}
                  ports: [{name: http, port: %d, targetPort: http}]
                """.formatted(cluster.sampleImage(), namespace, cluster.serviceType(), SampleManifests.SERVICE_PORT);
    }
}
