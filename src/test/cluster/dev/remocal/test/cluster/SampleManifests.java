package dev.remocal.test.cluster;

/**
 * The sample services as a user would deploy them where PodSecurity {@code restricted} is enforced: payments opts in by its
 * label, the caller does not. Pure.
 */
public final class SampleManifests {

    private SampleManifests() {}

    /** Deployment and Service {@code payments}, port 80 to the container port named http. */
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
                  ports: [{name: http, port: 80, targetPort: http}]
                """.formatted(replicas, cluster.sampleImage(), cluster.serviceType());
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
                  ports: [{name: http, port: 80, targetPort: http}]
                """.formatted(cluster.sampleImage(), cluster.serviceType());
    }
}
