package dev.remocal.test.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A Kubernetes cluster to test on: on loopback, a real one behind a kubeconfig, or K3s in Docker. */
public interface Cluster extends AutoCloseable {

    /** How long pods may take to become ready, image and JVM start included. */
    Duration READY_TIMEOUT = Duration.ofSeconds(90);

    /** How long deleted pods may take to be gone: more than the default grace period. */
    Duration GONE_TIMEOUT = Duration.ofSeconds(60);

    /** Within one machine or cluster; what is not there may answer nothing at all. */
    int CONNECT_TIMEOUT_MILLIS = 1_000;

    /** A client that may do everything. */
    KubernetesClient client();

    /** For the CLI and kubectl; its current context may do everything. */
    Path kubeconfig();

    /** Name of the sidecar's image in this cluster. */
    String sidecarImage();

    /** Name of the image with the sample services in this cluster. */
    String sampleImage();

    /** Name of the image with the gRPC service in this cluster. */
    String echoImage();

    /** An address of this machine that the cluster's API server can call a webhook at. */
    String webhookHost();

    /** Signs the webhook's certificate. */
    Certificates certificates();

    /** Starts processes on this machine that end with the cluster. */
    LocalProcesses processes();

    /** The type of Service that {@link #service} can reach from this machine. */
    default String serviceType() {
        return "NodePort";
    }

    /** Why no Service of this cluster can have this port, where that is so. */
    default Optional<String> refusedPort(int port) {
        return Optional.empty();
    }

    /** Where a Service with ready pods is reached from this machine; waits until it is, for nodes learn of pods later. */
    default InetSocketAddress service(String namespace, String name, int port) {
        Service service =
                client().services().inNamespace(namespace).withName(name).require();
        ServicePort wanted = service.getSpec().getPorts().stream()
                .filter(candidate -> candidate.getPort() == port)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Service " + name + " has no port " + port));
        InetSocketAddress address = wanted.getNodePort() == null || wanted.getNodePort() == 0
                ? new InetSocketAddress(service.getSpec().getClusterIP(), port)
                : new InetSocketAddress(nodeAddress(), wanted.getNodePort());
        Awaiting.until("Service " + name + " is reached at " + address, READY_TIMEOUT, () -> accepts(address));
        return address;
    }

    private static boolean accepts(InetSocketAddress address) {
        try (Socket socket = new Socket()) {
            socket.connect(address, CONNECT_TIMEOUT_MILLIS);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    private String nodeAddress() {
        return client().nodes().list().getItems().getFirst().getStatus().getAddresses().stream()
                .filter(address -> address.getType().equals("InternalIP"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the first node has no InternalIP"))
                .getAddress();
    }

    /** Creates or changes every object of a YAML text; objects without a namespace go to this one. */
    default void apply(String namespace, String yaml) {
        client().load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
                .items()
                .forEach(object -> apply(namespace, object));
    }

    private void apply(String namespace, HasMetadata object) {
        String own = object.getMetadata().getNamespace();
        client().resource(object)
                .inNamespace(own == null ? namespace : own)
                .forceConflicts()
                .serverSideApply();
    }

    /** The pods with these labels that are not going away, ready or not. */
    default List<Pod> pods(String namespace, Map<String, String> labels) {
        return client().pods().inNamespace(namespace).withLabels(labels).list().getItems().stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .toList();
    }

    /** Waits until a Deployment has all its pods of its newest template ready, and no others. */
    default void awaitReady(String namespace, String deployment) {
        Awaiting.until(
                "deployment " + namespace + "/" + deployment + " is ready",
                READY_TIMEOUT,
                () -> isRolledOut(namespace, deployment),
                () -> describe(namespace));
    }

    private boolean isRolledOut(String namespace, String name) {
        Deployment deployment = client().apps()
                .deployments()
                .inNamespace(namespace)
                .withName(name)
                .get();
        if (deployment == null || deployment.getStatus() == null) {
            return false;
        }
        int wanted = deployment.getSpec().getReplicas();
        var status = deployment.getStatus();
        boolean observed = deployment.getMetadata().getGeneration().equals(status.getObservedGeneration());
        return observed
                && number(status.getUpdatedReplicas()) == wanted
                && number(status.getReplicas()) == wanted
                && number(status.getReadyReplicas()) == wanted;
    }

    private static int number(Integer value) {
        return value == null ? 0 : value;
    }

    /** What {@code kubectl rollout restart} does; returns at once. */
    default void restartRollout(String namespace, String deployment) {
        client().apps()
                .deployments()
                .inNamespace(namespace)
                .withName(deployment)
                .rolling()
                .restart();
    }

    /** Sets the number of replicas; returns at once. */
    default void scale(String namespace, String deployment, int replicas) {
        client().apps()
                .deployments()
                .inNamespace(namespace)
                .withName(deployment)
                .scale(replicas);
    }

    /** Deletes a pod; without a grace period its processes get SIGKILL. */
    default void deletePod(String namespace, String pod, Duration grace) {
        client().pods()
                .inNamespace(namespace)
                .withName(pod)
                .withGracePeriod(grace.toSeconds())
                .delete();
    }

    /** Waits until a pod is gone. */
    default void awaitGone(String namespace, String pod) {
        Awaiting.until(
                "pod " + namespace + "/" + pod + " is gone",
                GONE_TIMEOUT,
                () -> client().pods().inNamespace(namespace).withName(pod).get() == null);
    }

    /** All output of one container. */
    default String log(String namespace, String pod, String container) {
        return client().pods()
                .inNamespace(namespace)
                .withName(pod)
                .inContainer(container)
                .getLog();
    }

    /** State and logs of every pod of a namespace: what a failed test should print. */
    default String describe(String namespace) {
        return client().pods().inNamespace(namespace).list().getItems().stream()
                .map(pod -> ClusterReport.of(this, pod))
                .collect(Collectors.joining("\n"));
    }

    @Override
    void close();
}
