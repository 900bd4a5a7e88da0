package dev.remocal.cli;

import dev.remocal.cli.cluster.Cluster;
import dev.remocal.cli.cluster.Neighbours;
import dev.remocal.cli.cluster.PodListener;
import dev.remocal.cli.cluster.PodView;
import dev.remocal.cli.cluster.ResolvedTarget;
import dev.remocal.cli.environment.LocalEnvironment;
import dev.remocal.cli.names.Rewritten;
import dev.remocal.cli.outgoing.Gateway;
import dev.remocal.cli.outgoing.Reach;
import dev.remocal.cli.tunnel.NotConnectedException;
import dev.remocal.cli.tunnel.OutgoingTunnel;
import dev.remocal.cli.tunnel.Timings;
import dev.remocal.protocol.Destination;
import dev.remocal.protocol.ResolverReport;
import dev.remocal.protocol.StatusReport;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** The command's connections to the cluster: the tunnel, what listens for it here, and what the command is told of that. */
final class Outgoing implements AutoCloseable {

    private static final String DEFAULT_DOMAIN = "cluster.local";

    private final EventPrinter printer;
    private final OutgoingTunnel tunnel;
    private final Cluster.Watch watch;
    private final Gateway gateway;
    private final LocalNetwork network;
    private final String pod;
    private final Map<String, String> proxies;

    /** Null where none was asked for. */
    static @Nullable Outgoing open(
            Cluster cluster,
            ResolvedTarget target,
            List<PodView> pods,
            Set<Integer> ownPorts,
            OutgoingRequest request,
            Timings timings,
            EventPrinter printer) {
        if (request.ways().isEmpty()) {
            return null;
        }
        try {
            return new Outgoing(cluster, target, pods, ownPorts, request, timings, printer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Outgoing(
            Cluster cluster,
            ResolvedTarget target,
            List<PodView> pods,
            Set<Integer> ownPorts,
            OutgoingRequest request,
            Timings timings,
            EventPrinter printer)
            throws IOException {
        this.printer = printer;
        EventLoop loop = cluster.eventLoop();
        this.tunnel = new OutgoingTunnel(
                cluster.dialer(cluster.namespace()),
                timings,
                loop,
                pods.stream().map(PodView::name).toList());
        this.watch = cluster.watch(target, new Pods());
        StatusReport status = status();
        this.pod = status.pod();
        String domain = domain(status.resolver(), cluster.namespace());
        Neighbours neighbours = cluster.neighbours();
        Reach reach = new Reach(
                request.remote(), request.local(), LocalNetwork.known(neighbours, cluster.namespace()), domain);
        this.gateway = new Gateway(tunnel, reach, loop, this::failed, System::nanoTime);
        this.network = new LocalNetwork(
                request.ways(), gateway, reach, neighbours, cluster.namespace(), ownPorts, status.resolver(), loop);
        try {
            this.proxies = request.ways().contains(OutgoingWay.PROXIES) ? listen() : Map.of();
        } catch (IOException | RuntimeException e) {
            network.close();
            throw e;
        }
    }

    private void failed(Destination destination, NotConnectedException cause) {
        printer.print(new CliEvent.NotConnected(
                destination.withoutRoot().toString(),
                cause.problem().code().wireName(),
                cause.problem().message()));
    }

    private StatusReport status() {
        try {
            return tunnel.status().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }

    /** The domain that the search list has behind the namespace. */
    private static String domain(@Nullable ResolverReport resolver, String namespace) {
        String prefix = namespace + ".svc.";
        return resolver == null
                ? DEFAULT_DOMAIN
                : resolver.search().stream()
                        .filter(entry -> entry.startsWith(prefix))
                        .map(entry -> entry.substring(prefix.length()))
                        .findFirst()
                        .orElse(DEFAULT_DOMAIN);
    }

    private Map<String, String> listen() throws IOException {
        return ProxyVariables.of(gateway.listenForSocks(), gateway.listenForHttp(), network.foundByName());
    }

    /** What the command is to be started by. */
    LocalCommand.Launcher launcher() {
        return network.launcher();
    }

    /** Says which processes the command has left that can make no connections from now on. */
    void tellOfTheLeft() {
        List<Long> left = network.left().map(ProcessHandle::pid).sorted().toList();
        if (!left.isEmpty()) {
            printer.print(new CliEvent.ProcessesLeft(left));
        }
    }

    /** To be put before the command. */
    List<String> prefix() {
        return network.prefix();
    }

    /**
     * All that the command gets, and says what was done for it.
     *
     * @param own this machine's variables
     */
    Map<String, String> variables(LocalEnvironment ofThePod, Map<String, String> own) {
        Map<String, String> podsValues = new TreeMap<>();
        ofThePod.variables().forEach(variable -> podsValues.put(variable.name(), variable.value()));
        Rewritten rewritten = network.rewrite(podsValues);
        Map<String, String> variables = new HashMap<>(ofThePod.over(own));
        variables.putAll(rewritten.changed());
        boolean ownProxies = ProxyVariables.areSet(own);
        if (!ownProxies) {
            variables.putAll(proxies);
        }
        variables.putAll(network.variables(variables));
        tell(rewritten, ownProxies);
        return variables;
    }

    /** Says what there is, where no command is given it. */
    void tell() {
        tell(new Rewritten(Map.of(), List.of(), List.of()), false);
    }

    private void tell(Rewritten rewritten, boolean ownProxies) {
        printer.print(new CliEvent.Outgoing(
                pod,
                network.redirects(),
                network.names(),
                proxies.get("ALL_PROXY"),
                proxies.get("HTTP_PROXY"),
                ownProxies,
                rewritten.rows(),
                network.notes()));
    }

    @Override
    public void close() {
        watch.close();
        gateway.close();
        tunnel.close();
        try {
            network.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Pods implements PodListener {

        @Override
        public void podSeen(PodView seen) {
            if (seen.attachable()) {
                tunnel.podSeen(seen.name());
            } else {
                tunnel.podGone(seen.name());
            }
        }

        @Override
        public void podGone(PodView gone) {
            tunnel.podGone(gone.name());
        }
    }
}
