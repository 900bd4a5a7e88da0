package dev.remocal.cli.cluster;

import dev.remocal.cli.environment.References;
import dev.remocal.cli.environment.Sources;
import dev.remocal.cli.failure.CliException;
import dev.remocal.cli.failure.CliFailure;
import dev.remocal.cli.tunnel.Dialer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.netty.channel.EventLoop;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.impl.VertxInternal;
import java.util.List;
import java.util.Optional;

/** A connection to the cluster that the kubeconfig and the command line name. */
public final class Cluster implements AutoCloseable {

    /** The JVM's resolver, which knows what the developer's machine knows, where Vert.x has one of its own. */
    private static final String JVM_RESOLVER = "vertx.disableDnsResolver";

    /** Without a folder for files that nobody serves. */
    private static final FileSystemOptions NO_CACHE =
            new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false);

    private final Vertx vertx;
    private final KubernetesClient client;
    private final ApiCalls api;
    private final String namespace;
    private final Targets targets;

    private Cluster(Config config, Vertx vertx) {
        this.vertx = vertx;
        this.client = new KubernetesClientBuilder()
                .withConfig(config)
                .withHttpClientFactory(new ListeningHttpClient.Factory(new PooledBuffers(vertx)))
                .build();
        this.api = new ApiCalls(config);
        this.namespace = Optional.ofNullable(config.getNamespace())
                .filter(name -> !name.isBlank())
                .orElse("default");
        this.targets = new Targets(client, api, namespace);
    }

    /**
     * Reads the configuration and contacts nothing yet.
     *
     * @throws CliException where there is no usable configuration
     */
    public static Cluster open(ClusterOptions options) {
        Config config = KubeConfig.load(options);
        System.setProperty(JVM_RESOLVER, "true");
        return new Cluster(
                config,
                Vertx.vertx(new VertxOptions()
                        .setUseDaemonThread(true)
                        .setEventLoopPoolSize(1)
                        .setPreferNativeTransport(true)
                        .setFileSystemOptions(NO_CACHE)));
    }

    public String namespace() {
        return namespace;
    }

    public String context() {
        return api.context();
    }

    /**
     * @throws CliException where it does not exist or may not be read
     */
    public ResolvedTarget resolve(TargetName target) {
        return targets.resolve(target);
    }

    /** Reads what a check looks at. */
    public Inspection inspection() {
        return new Inspection(client, api, namespace);
    }

    /** The pods of the target that are neither finished nor being deleted. */
    public List<PodFacts> pods(ResolvedTarget target) {
        ObjectReader objects = new ObjectReader(client);
        return api.call("list", "pods", namespace, () -> podsOf(target).list()).getItems().stream()
                .map(pod -> new PodFacts(PodView.of(pod), objects.json(pod)))
                .filter(pod -> pod.view().alive())
                .toList();
    }

    /** The pods of the target that have a sidecar. */
    public List<PodView> injectedPods(ResolvedTarget target) {
        List<PodFacts> alive = pods(target);
        if (alive.isEmpty()) {
            throw new CliException(new CliFailure.NoPods(target.name().text(), namespace));
        }
        List<PodView> injected =
                alive.stream().map(PodFacts::view).filter(PodView::injected).toList();
        if (injected.isEmpty()) {
            throw new CliException(MissingSidecar.explain(
                    target.name(), namespace, inspection().namespaceLabels(), alive));
        }
        return injected;
    }

    /**
     * One of the target's pods that runs, with or without a sidecar.
     *
     * @param container empty for the one that the session is about
     * @throws CliException where no pod runs, or has no such container
     */
    public Replica replica(ResolvedTarget target, Optional<String> container) {
        List<Pod> pods =
                api.call("list", "pods", namespace, () -> podsOf(target).list()).getItems();
        return new Replicas(client.getKubernetesSerialization())
                .choose(pods, container)
                .orElseThrow(() ->
                        new CliException(new CliFailure.NoPods(target.name().text(), namespace)));
    }

    /** What of it may not be read is part of the answer. */
    public Sources read(Replica replica, References references) {
        try (SourceReader reader = new SourceReader(client, api)) {
            return reader.read(replica.pod(), references);
        }
    }

    /**
     * What is at a path of a container, packed by tar(1) in it.
     *
     * @throws CliException where it is not allowed, or there is no such path, or no tar
     */
    public <T> T archive(Replica replica, String path, ArchiveReader<T> reader) {
        return new ContainerArchive(client, api).read(replica, path, reader);
    }

    /**
     * Every pod with a sidecar.
     *
     * @param everywhere in all namespaces, or in this one
     */
    public List<PodView> injectedPods(boolean everywhere) {
        var pods = everywhere ? client.pods().inAnyNamespace() : client.pods().inNamespace(namespace);
        PodList list = api.call(
                "list",
                "pods",
                everywhere ? "" : namespace,
                () -> pods.withLabel(PodView.INJECTED_LABEL, "true").list());
        return list.getItems().stream()
                .map(PodView::of)
                .filter(PodView::attachable)
                .toList();
    }

    /** The Services that have a name in the target's namespace; what may not be read is named there and left out. */
    public Neighbours neighbours() {
        return new NeighbourReader(client, api, namespace).read();
    }

    /** Which captured ports the session is about. */
    public List<PortMapping> choosePorts(ResolvedTarget target, PodView pod, List<PortRequest> requests) {
        return new PortChoice(target.name(), target.servicePorts(), pod.captured()).choose(requests);
    }

    /** Watches the pods of the target until closed; survives the loss of the API server. */
    public Watch watch(ResolvedTarget target, PodListener listener) {
        SharedIndexInformer<Pod> informer = podsOf(target)
                .runnableInformer(0)
                .addEventHandler(new Handler(listener))
                .exceptionHandler((started, failure) -> started);
        api.call("watch", "pods", namespace, informer::run);
        return informer::close;
    }

    /**
     * The one loop of the command: a tunnel's bytes need not go from the thread that decrypts them to another. Lives as long as
     * this does.
     */
    public EventLoop eventLoop() {
        return ((VertxInternal) vertx).getEventLoopGroup().next();
    }

    public Dialer dialer(String podNamespace) {
        return new PortForwardDialer(client, api, podNamespace);
    }

    @Override
    public void close() {
        client.close();
        vertx.close();
    }

    private FilterWatchListDeletable<Pod, PodList, PodResource> podsOf(ResolvedTarget target) {
        var pods = client.pods().inNamespace(namespace);
        return switch (target.pods()) {
            case ResolvedTarget.Pods.Selected(var selector) -> pods.withLabelSelector(selector);
            case ResolvedTarget.Pods.Named(String name) -> pods.withField("metadata.name", name);
        };
    }

    /** Ends with its close. */
    public interface Watch extends AutoCloseable {
        @Override
        void close();
    }

    private record Handler(PodListener listener) implements ResourceEventHandler<Pod> {
        @Override
        public void onAdd(Pod pod) {
            listener.podSeen(PodView.of(pod));
        }

        @Override
        public void onUpdate(Pod before, Pod pod) {
            listener.podSeen(PodView.of(pod));
        }

        @Override
        public void onDelete(Pod pod, boolean unknownState) {
            listener.podGone(PodView.of(pod));
        }
    }
}
