package dev.remocal.test.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Kubernetes stood in for on loopback: an API endpoint over TLS, Deployments, admission webhooks, Services, their DNS,
 * port-forward, and pods that are processes of this machine, each on a loopback address of its own.
 */
public final class LocalCluster implements Cluster {

    static final String NODE_NAME = "loopback";

    /** The first request loads many classes; on a busy machine Vert.x would warn of a blocked thread. */
    private static final Duration LONGEST_TURN = Duration.ofSeconds(20);

    private final LoopbackNetwork network;
    private final Path folder;
    private final LocalProcesses processes;
    private final Certificates certificates = new Certificates();
    private final Vertx vertx = Vertx.vertx(new VertxOptions()
            .setMaxEventLoopExecuteTime(LONGEST_TURN.toNanos())
            .setMaxEventLoopExecuteTimeUnit(TimeUnit.NANOSECONDS));
    private final Store store = new Store();
    private final Kubelet kubelet;
    private final ServiceController services;
    private final DnsServer dns;
    private final List<ControlLoop> loops;
    private final ApiServer apiServer;
    private final Path kubeconfig;
    private final KubernetesClient client;
    private final Thread hook = new Thread(this::discard, "discard-cluster");

    private LocalCluster(LoopbackNetwork network, Path folder, Images images) throws IOException {
        this.network = network;
        this.folder = folder;
        this.processes = new LocalProcesses(folder);
        this.kubelet = new Kubelet(store, network, processes.guardian(), images, folder);
        Resources resources = new Resources(store, new Admission(store), network);
        this.services = new ServiceController(store);
        this.dns = new DnsServer(network.dnsAddress(), services::zone);
        this.loops = List.of(
                new ControlLoop(store, "deployments", new Workloads(store, resources)::reconcile),
                new ControlLoop(store, "services", services::reconcile));
        String address = network.apiServerAddress();
        this.apiServer =
                new ApiServer(vertx, store, resources, kubelet, certificates.issue(address, "localhost"), address);
        this.kubeconfig = folder.resolve("kubeconfig");
        String server = "https://" + address + ":" + ApiServer.PORT;
        Kubeconfig.write(kubeconfig, Kubeconfig.text(server, certificates.authorityBase64()));
        this.client = Clusters.client(kubeconfig);
    }

    /** Starts a cluster whose files are in a new temporary folder. */
    public static LocalCluster start(Images images) throws ClusterUnavailableException {
        LoopbackNetwork network = LoopbackNetwork.claim();
        try {
            LocalCluster cluster = new LocalCluster(network, Files.createTempDirectory("remocal-cluster"), images);
            cluster.begin();
            return cluster;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void begin() {
        for (String name : List.of("default", "kube-system")) {
            var namespace = Store.JSON.createObjectNode();
            var metadata = namespace.putObject("metadata").put("name", name);
            metadata.putObject("labels").put("kubernetes.io/metadata.name", name);
            namespace.putObject("status").put("phase", "Active");
            store.create(ResourcePath.collection(ResourceType.NAMESPACES, null), namespace);
        }
        var node = Store.JSON.createObjectNode();
        node.putObject("metadata").put("name", NODE_NAME);
        node.putObject("status")
                .putArray("addresses")
                .addObject()
                .put("type", "InternalIP")
                .put("address", network.apiServerAddress());
        store.create(ResourcePath.collection(ResourceType.NODES, null), node);
        dns.start();
        kubelet.start();
        loops.forEach(ControlLoop::start);
        apiServer.start();
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Ctrl-C: no time for a tidy end, but nothing may stay behind. */
    private void discard() {
        processes.close();
        try {
            delete(folder);
        } catch (IOException e) {
            System.getLogger(LocalCluster.class.getName())
                    .log(System.Logger.Level.WARNING, "folder stays behind path=" + folder + " reason=" + e);
        }
    }

    @Override
    public KubernetesClient client() {
        return client;
    }

    @Override
    public Path kubeconfig() {
        return kubeconfig;
    }

    /** The context of a user who may look at everything and forward no port. */
    public static String viewerContext() {
        return Access.VIEWER.name();
    }

    /** The context of a user who may not even list pods. */
    public static String strangerContext() {
        return Access.STRANGER.name();
    }

    /** In place of kube-proxy, it listens on the ports of Services with the rights of whoever runs it. */
    @Override
    public Optional<String> refusedPort(int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(network.apiServerAddress(), port));
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("the local cluster cannot listen on port " + port + " here: " + e.getMessage());
        }
    }

    @Override
    public String sidecarImage() {
        return Images.SIDECAR;
    }

    @Override
    public String sampleImage() {
        return Images.SAMPLE;
    }

    @Override
    public String echoImage() {
        return Images.ECHO;
    }

    @Override
    public String serviceType() {
        return "ClusterIP";
    }

    @Override
    public String webhookHost() {
        return network.apiServerAddress();
    }

    @Override
    public Certificates certificates() {
        return certificates;
    }

    @Override
    public LocalProcesses processes() {
        return processes;
    }

    /** SIGKILL to one container of a pod, as the out-of-memory killer would; its restart policy decides what follows. */
    public void killContainer(String namespace, String pod, String container) {
        kubelet.kill(store.require(ResourcePath.of(ResourceType.PODS, namespace, pod)), container::equals);
    }

    /** Where the cluster's DNS answers, over UDP and TCP. */
    public InetSocketAddress dns() {
        return new InetSocketAddress(network.dnsAddress(), DnsServer.PORT);
    }

    /** Where kubeconfig, pods' logs and captured output are, until the cluster is closed. */
    public Path folder() {
        return folder;
    }

    @Override
    public void close() {
        loops.forEach(ControlLoop::close);
        services.close();
        dns.close();
        client.close();
        apiServer.close();
        processes.close();
        Awaiting.result(vertx.close(), "Vert.x closes");
        try {
            network.close();
            delete(folder);
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return "the local cluster at " + network.apiServerAddress();
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
