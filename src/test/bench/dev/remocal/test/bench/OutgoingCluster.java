package dev.remocal.test.bench;

import dev.remocal.test.cluster.Images;
import dev.remocal.test.cluster.Installation;
import dev.remocal.test.cluster.LocalCluster;
import dev.remocal.test.cluster.LocalProcess;
import dev.remocal.test.cluster.Project;
import dev.remocal.test.cluster.SampleManifests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A cluster with an injected pod and its neighbour, and both ways to the neighbour. Its Service is headless: a real
 * cluster's balancing is done by the kernel, and the local cluster's would be measured along.
 */
final class OutgoingCluster implements AutoCloseable {

    private static final String NAMESPACE = "bench";
    private static final String NEIGHBOUR = "neighbour";
    private static final String IMAGE = "remocal/bench-backend:dev";
    private static final int PORT = 9001;

    private final Project project;
    private final LocalCluster cluster;
    private final Installation installation;

    OutgoingCluster(LocalCluster cluster, Project project) {
        this.project = project;
        this.cluster = cluster;
        this.installation = Installation.install(cluster, project);
        installation.createNamespace(NAMESPACE, "enabled");
        cluster.apply(NAMESPACE, SampleManifests.payments(cluster, 1));
        cluster.apply(NAMESPACE, neighbour());
        cluster.awaitReady(NAMESPACE, "payments");
        cluster.awaitReady(NAMESPACE, NEIGHBOUR);
    }

    /** What the cluster is to be started with. */
    static Images images(Project project) {
        List<String> backend = List.of(
                Project.java(),
                "@" + project.file("sidecar-proxy/src/main/jvm/sidecar.jvmargs"),
                "-cp",
                System.getProperty("java.class.path"),
                Backend.class.getName());
        return Images.standard(project).with(IMAGE, new Images.Image(backend, List.of()));
    }

    private static String neighbour() {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: %1$s}
                spec:
                  replicas: 1
                  selector: {matchLabels: {app: %1$s}}
                  template:
                    metadata: {labels: {app: %1$s}}
                    spec:
                      containers:
                      - name: %1$s
                        image: %2$s
                        env: [{name: PORT, value: "%3$d"}]
                        ports: [{name: http, containerPort: %3$d}]
                        readinessProbe: {tcpSocket: {port: http}, periodSeconds: 1}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: %1$s}
                spec:
                  clusterIP: None
                  selector: {app: %1$s}
                  ports: [{name: http, port: %3$d}]
                """.formatted(NEIGHBOUR, IMAGE, PORT);
    }

    List<OutgoingContender> contenders() {
        return List.of(portForward(), tunnel());
    }

    private OutgoingContender portForward() {
        String pod = cluster.pods(NAMESPACE, Map.of("app", NEIGHBOUR))
                .getFirst()
                .getMetadata()
                .getName();
        List<String> command = List.of(
                Project.java(),
                "@" + project.file("cli/src/main/jvm/cli.jvmargs"),
                // The command's flags name a log manager that is not on this class path.
                "-Djava.util.logging.manager=java.util.logging.LogManager",
                "-cp",
                System.getProperty("java.class.path"),
                BarePortForward.class.getName(),
                NAMESPACE,
                pod,
                Integer.toString(PORT));
        LocalProcess process = cluster.processes()
                .start(
                        OutgoingContender.PORT_FORWARD,
                        Map.of("KUBECONFIG", cluster.kubeconfig().toString()),
                        command);
        process.awaitOutput("its port", BenchLimits.START_TIMEOUT, output -> output.endsWith("\n"));
        int port = Integer.parseInt(process.output().strip());
        return new OutgoingContender(OutgoingContender.PORT_FORWARD, process, () -> new HttpClientSocket(port));
    }

    /** The command behind it writes down where the proxy is, and stays. */
    private OutgoingContender tunnel() {
        Path file = cluster.folder().resolve("all-proxy");
        List<String> command = new ArrayList<>(List.of("attach", "svc/payments", "--namespace", NAMESPACE));
        command.addAll(List.of("--mode", "none", "--outgoing", "proxy", "--output", "json", "--"));
        command.addAll(List.of("sh", "-c", "echo \"$ALL_PROXY\" > '" + file + "'; exec sleep infinity"));
        LocalProcess process = cluster.processes().cli(project, cluster.kubeconfig(), command.toArray(String[]::new));
        process.awaitOutput("that its command runs", BenchLimits.START_TIMEOUT, output -> isWritten(file));
        int port = URI.create(read(file).strip()).getPort();
        return new OutgoingContender(
                OutgoingContender.TUNNEL, process, () -> new HttpClientSocket(port, NEIGHBOUR, PORT));
    }

    private static boolean isWritten(Path file) {
        return Files.exists(file) && read(file).endsWith("\n");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        installation.close();
    }
}
