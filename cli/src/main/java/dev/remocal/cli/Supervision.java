package dev.remocal.cli;

import dev.remocal.cli.cluster.ClusterService;
import dev.remocal.cli.dns.ClusterAddresses;
import dev.remocal.cli.dns.DnsServers;
import dev.remocal.cli.outgoing.DestinationListener;
import dev.remocal.cli.outgoing.Gateway;
import dev.remocal.cli.outgoing.Reach;
import dev.remocal.cli.supervision.RefusedConnectionException;
import dev.remocal.cli.supervision.RefusedConnectionException.Reason;
import dev.remocal.cli.supervision.Routes;
import dev.remocal.cli.supervision.SupervisionUnavailableException;
import dev.remocal.cli.supervision.Supervisor;
import dev.remocal.cli.tunnel.NotConnectedException;
import dev.remocal.protocol.Destination;
import dev.remocal.protocol.ResolverReport;
import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/**
 * The command's connections, led to the cluster as it makes them: its DNS queries to a server of ours, and what that or the list
 * of Services says is the cluster's to the gateway. Any port of any host, for any program.
 */
final class Supervision implements Routes, AutoCloseable {

    /**
     * Where the C library asks for names before it asks by DNS: nscd(8) and systemd-resolved(8) are other processes, whose
     * queries we do not see. Without them it goes on to DNS (nsswitch.conf(5), UNAVAIL).
     */
    private static final Set<String> NAME_SERVICES =
            Set.of("/run/nscd/socket", "/var/run/nscd/socket", "/run/systemd/resolve/io.systemd.Resolve");

    /**
     * gRPC's own resolver in C++, Python, PHP and Ruby, c-ares, drops answers that are not from the address it has asked, and here they
     * are from loopback. The system's does not (grpc/doc/environment_variables.md).
     */
    private static final String GRPC_RESOLVER = "GRPC_DNS_RESOLVER";

    private final Gateway gateway;
    private final Reach reach;
    private final ClusterAddresses addresses;
    private final DnsServers dns;
    private final Map<Destination, DestinationListener> listeners = new HashMap<>();
    private final Supervisor supervisor;

    /**
     * @throws SupervisionUnavailableException where this machine does not allow it
     */
    static Supervision open(
            Gateway gateway, Reach reach, List<ClusterService> services, ResolverReport resolver, EventLoop loop)
            throws IOException, SupervisionUnavailableException {
        return new Supervision(gateway, reach, services, resolver, loop);
    }

    private Supervision(
            Gateway gateway, Reach reach, List<ClusterService> services, ResolverReport resolver, EventLoop loop)
            throws IOException, SupervisionUnavailableException {
        this.gateway = gateway;
        this.reach = reach;
        this.addresses = new ClusterAddresses(reach);
        services.forEach(this::learn);
        List<InetSocketAddress> servers = new ArrayList<>();
        for (String nameserver : resolver.nameservers()) {
            servers.add(gateway.listen(Destination.parse(nameserver)).address());
        }
        this.dns = new DnsServers(servers, resolver, reach, addresses, loop);
        try {
            this.supervisor = Supervisor.start(this);
        } catch (SupervisionUnavailableException e) {
            dns.close();
            throw e;
        }
    }

    private void learn(ClusterService service) {
        String host = service.name() + "." + service.namespace() + ".svc." + reach.clusterDomain() + ".";
        service.clusterIPs().stream()
                .map(NetUtil::createInetAddressFromIpAddressString)
                .forEach(address -> addresses.learn(host, List.of(address)));
    }

    /**
     * What the command needs besides.
     *
     * @param environment of the command
     */
    static Map<String, String> variables(Map<String, String> environment) {
        return environment.containsKey(GRPC_RESOLVER) ? Map.of() : Map.of(GRPC_RESOLVER, "native");
    }

    /**
     * Runs what starts a process, so that it is supervised.
     *
     * @throws IOException what it throws
     */
    <T> T start(Callable<T> task) throws IOException {
        return supervisor.supervised(task);
    }

    /** Processes that the command has left: without us they can make no connections. */
    Stream<ProcessHandle> running() {
        return supervisor.running();
    }

    @Override
    public boolean concern(InetSocketAddress asked) {
        return dns.insteadOf(asked).isPresent() || host(asked).isPresent();
    }

    /** A program that waits is told what the pod was told; the others go on until their connection is reset. */
    @Override
    public Optional<CompletionStage<InetSocketAddress>> stream(InetSocketAddress asked, boolean waits) {
        return dns.insteadOf(asked)
                .<CompletionStage<InetSocketAddress>>map(CompletableFuture::completedFuture)
                .or(() -> host(asked).map(host -> connection(new Destination(host, asked.getPort()), waits)));
    }

    private CompletionStage<InetSocketAddress> connection(Destination destination, boolean waits) {
        DestinationListener listener = listener(destination);
        return waits ? connection(listener) : CompletableFuture.completedFuture(listener.address());
    }

    private static CompletionStage<InetSocketAddress> connection(DestinationListener listener) {
        CompletableFuture<InetSocketAddress> connection = new CompletableFuture<>();
        listener.connect().addListener((Future<InetSocketAddress> connected) -> {
            if (connected.isSuccess()) {
                connection.complete(connected.getNow());
            } else {
                connection.completeExceptionally(new RefusedConnectionException(reason(connected.cause())));
            }
        });
        return connection;
    }

    private static Reason reason(Throwable cause) {
        if (!(cause instanceof NotConnectedException notConnected)) {
            return Reason.REFUSED;
        }
        return switch (notConnected.problem().code()) {
            case FORBIDDEN_DESTINATION -> Reason.FORBIDDEN;
            case CONNECT_TIMEOUT -> Reason.TIMED_OUT;
            case UNREACHABLE -> Reason.NETWORK_UNREACHABLE;
            case NO_SUCH_NAME, NAME_LOOKUP_FAILED -> Reason.HOST_UNREACHABLE;
            default -> Reason.REFUSED;
        };
    }

    /** The tunnel carries TCP; DNS has a server here. */
    @Override
    public Optional<InetSocketAddress> datagram(InetSocketAddress asked) {
        return dns.insteadOf(asked);
    }

    @Override
    public boolean close(String path) {
        return NAME_SERVICES.contains(path);
    }

    private Optional<String> host(InetSocketAddress asked) {
        return asked.getPort() == 0 ? Optional.empty() : addresses.host(asked.getAddress());
    }

    private DestinationListener listener(Destination destination) {
        return listeners.computeIfAbsent(destination, missing -> {
            try {
                return gateway.listen(missing);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Override
    public void close() throws IOException {
        supervisor.close();
        dns.close();
    }
}
