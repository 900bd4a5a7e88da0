package dev.remocal.test;

import dev.remocal.test.cluster.Awaiting;
import dev.remocal.test.cluster.Cluster;
import dev.remocal.test.cluster.FreePorts;
import dev.remocal.test.cluster.Images;
import dev.remocal.test.cluster.Installation;
import dev.remocal.test.cluster.LocalProcess;
import dev.remocal.test.cluster.Project;
import dev.remocal.test.cluster.SampleManifests;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Remocal installed, payments injected and running, and what a developer starts on the laptop. */
final class ShopFixture implements AutoCloseable {

    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
    private static final Map<String, String> PAYMENTS = Map.of("app", "payments");

    final Cluster cluster;
    final String namespace;
    final InetSocketAddress service;
    private final Installation installation;
    private final List<Runnable> endings = new ArrayList<>();

    /** A process of the developer's that serves payments. */
    record Local(String name, int port, LocalProcess process) {
        void end() {
            process.close();
        }

        /** Waits until it has begun to serve so many requests. */
        void awaitServed(long requests) {
            Awaiting.until(name + " serves " + requests, START_TIMEOUT, () -> served() >= requests);
        }

        private long served() {
            try (HttpWire wire = new HttpWire(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
                return Long.parseLong(
                        Json.text(wire.get("/stats", Optional.empty()).text(), "/served"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    ShopFixture(Cluster cluster, String namespace, int replicas) {
        this(cluster, namespace, installation -> installation.deployShop(namespace, replicas));
    }

    /** @param deploy a Deployment and a Service payments, on {@link SampleManifests#SERVICE_PORT}, among others, and waits until they are ready */
    ShopFixture(Cluster cluster, String namespace, Consumer<Installation> deploy) {
        this.cluster = cluster;
        this.namespace = namespace;
        this.installation = Installation.install(cluster, Project.find());
        installation.createNamespace(namespace, "enabled");
        deploy.accept(installation);
        this.service = cluster.service(namespace, "payments", SampleManifests.SERVICE_PORT);
    }

    HttpWire connect() throws IOException {
        return new HttpWire(service);
    }

    Set<String> podNames() {
        return cluster.pods(namespace, PAYMENTS).stream()
                .map(pod -> pod.getMetadata().getName())
                .collect(Collectors.toSet());
    }

    List<Pod> pods() {
        return cluster.pods(namespace, PAYMENTS);
    }

    /** Starts payments on the laptop; it says who it is in every answer. */
    Local startLocal(String name) {
        int port = FreePorts.next();
        List<String> command = new ArrayList<>(Images.sample());
        command.add("payments");
        LocalProcess process = cluster.processes()
                .start(name, Map.of("HOST", "127.0.0.1", "PORT", String.valueOf(port), "SERVED_BY", name), command);
        process.awaitOutput("that it serves", START_TIMEOUT, output -> output.contains("serving as=" + name));
        Local local = new Local(name, port, process);
        endings.add(local::end);
        return local;
    }

    Attachment attach(String key, int localPort, String... more) {
        List<String> arguments = new ArrayList<>(List.of("--key", key));
        arguments.addAll(List.of(more));
        return attachTo(localPort, arguments);
    }

    /** With what tells requests apart, or says that all are meant, among the arguments. */
    Attachment attachTo(int localPort, List<String> more) {
        return attachAs(List.of(), localPort, more);
    }

    /** With words before the command, which see to it that another user runs it. */
    Attachment attachAs(List<String> before, int localPort, List<String> more) {
        List<String> arguments = new ArrayList<>(List.of("svc/payments", "-p", String.valueOf(localPort)));
        arguments.addAll(more);
        Attachment attachment = Attachment.attach(cluster, namespace, before, arguments);
        endings.add(attachment::close);
        return attachment;
    }

    /** Waits until a request with the key is the cluster's again. */
    void awaitReturn(String key) {
        Awaiting.until(
                "requests with key " + key + " are the cluster's again",
                START_TIMEOUT,
                () -> podNames().contains(servedBy(key)));
    }

    /** Waits until a request with the key is served by that local process. */
    void awaitServedBy(String local, String key) {
        awaitServedBy(local, key, START_TIMEOUT);
    }

    void awaitServedBy(String local, String key, Duration limit) {
        Awaiting.until(
                "requests with key " + key + " are served by " + local,
                limit,
                () -> servedBy(key).equals(local));
    }

    private String servedBy(String key) {
        try (HttpWire wire = connect()) {
            return wire.get("/", Optional.of(key)).servedBy();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends what a test has started on the laptop. */
    void endLocal() {
        endings.reversed().forEach(Runnable::run);
        endings.clear();
    }

    @Override
    public void close() {
        endLocal();
        cluster.client().namespaces().withName(namespace).delete();
        installation.close();
    }
}
