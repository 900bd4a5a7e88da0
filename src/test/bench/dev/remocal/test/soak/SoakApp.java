package dev.remocal.test.soak;

import dev.remocal.test.cluster.Cluster;
import dev.remocal.test.cluster.Images;
import dev.remocal.test.cluster.Installation;
import dev.remocal.test.cluster.Project;
import dev.remocal.test.cluster.SampleManifests;
import java.net.InetSocketAddress;
import java.util.List;

/** What runs in the cluster: Remocal, and an app with a sidecar in each of its pods. */
final class SoakApp {

    static final String NAMESPACE = "soak";
    static final String NAME = "echo";

    private static final String IMAGE = "remocal/soak:dev";

    private SoakApp() {}

    /** The standard images and the app's. */
    static Images images(Project project) {
        List<String> command = List.of(
                Project.java(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx96m",
                "-XX:+IgnoreUnrecognizedVMOptions",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                project.file("src/test/target/classes") + ":" + project.file("src/test/target/lib") + "/*",
                SoakService.class.getName());
        return Images.standard(project).with(IMAGE, new Images.Image(command, List.of()));
    }

    /** Returns when all pods are ready. */
    static Installation install(Cluster cluster, Project project) {
        Installation installation = Installation.install(cluster, project);
        installation.createNamespace(NAMESPACE, "enabled");
        cluster.apply(NAMESPACE, manifest(cluster));
        cluster.awaitReady(NAMESPACE, NAME);
        return installation;
    }

    static InetSocketAddress service(Cluster cluster) {
        return cluster.service(NAMESPACE, NAME, SampleManifests.SERVICE_PORT);
    }

    private static String manifest(Cluster cluster) {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  name: %1$s
                spec:
                  replicas: %2$d
                  selector: {matchLabels: {app: %1$s}}
                  template:
                    metadata: {labels: {app: %1$s, remocal.dev/inject: "true"}}
                    spec:
                      containers:
                      - name: %1$s
                        image: %3$s
                        ports: [{name: http, containerPort: 8080}]
                        readinessProbe: {httpGet: {path: %4$s, port: http}, periodSeconds: 1}
                ---
                apiVersion: v1
                kind: Service
                metadata:
                  name: %1$s
                spec:
                  type: %5$s
                  selector: {app: %1$s}
                  ports: [{name: http, port: %6$d, targetPort: http}]
                """.formatted(
                        NAME,
                        SoakLimits.REPLICAS,
                        IMAGE,
                        Fields.HEALTH_PATH,
                        cluster.serviceType(),
                        SampleManifests.SERVICE_PORT);
    }
}
