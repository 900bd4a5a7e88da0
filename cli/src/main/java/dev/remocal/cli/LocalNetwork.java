package dev.remocal.cli;

import dev.remocal.cli.cluster.ClusterService;
import dev.remocal.cli.cluster.Neighbours;
import dev.remocal.cli.names.Endpoint;
import dev.remocal.cli.names.EnvironmentRewriting;
import dev.remocal.cli.names.EnvironmentRewriting.Scope;
import dev.remocal.cli.names.HostsFile;
import dev.remocal.cli.names.KernelSettings;
import dev.remocal.cli.names.LeftOut;
import dev.remocal.cli.names.NamePlan;
import dev.remocal.cli.names.NameServiceSwitch;
import dev.remocal.cli.names.NamespaceProbe;
import dev.remocal.cli.names.PrivateNames;
import dev.remocal.cli.names.ResolverAgent;
import dev.remocal.cli.names.Rewritten;
import dev.remocal.cli.names.Surroundings;
import dev.remocal.cli.outgoing.Gateway;
import dev.remocal.cli.outgoing.LoopbackBlock;
import dev.remocal.cli.outgoing.Reach;
import dev.remocal.cli.supervision.SupervisionUnavailableException;
import dev.remocal.protocol.Destination;
import dev.remocal.protocol.ResolverReport;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How one command finds the hosts of the cluster on this machine, for as long as it runs. */
final class LocalNetwork implements AutoCloseable {

    private static final Path HOSTS = Path.of("/etc/hosts");
    private static final Path NAME_SERVICE_SWITCH = Path.of("/etc/nsswitch.conf");

    private final Set<OutgoingWay> ways;
    private final String namespace;
    private final Gateway gateway;
    private final String clusterDomain;
    private final @Nullable Supervision supervision;
    private final @Nullable LoopbackBlock block;
    private final @Nullable PrivateFolder folder;
    private final NamePlan plan;
    private final PrivateNames names;
    private final Map<Endpoint, Integer> opened = new HashMap<>();
    private final List<String> notes = new ArrayList<>();

    /**
     * @param ownPorts that the command may want to listen on
     * @param resolver the pod's, null where an older sidecar does not say
     */
    LocalNetwork(
            Set<OutgoingWay> ways,
            Gateway gateway,
            Reach reach,
            Neighbours neighbours,
            String namespace,
            Set<Integer> ownPorts,
            @Nullable ResolverReport resolver,
            EventLoop loop)
            throws IOException {
        this.ways = ways;
        this.namespace = namespace;
        this.gateway = gateway;
        this.clusterDomain = reach.clusterDomain();
        this.supervision = ways.contains(OutgoingWay.CONNECTIONS)
                ? supervision(gateway, reach, neighbours.services(), resolver, loop)
                : null;
        boolean byName = supervision == null && ways.contains(OutgoingWay.NAMES);
        // Neither connections that are redirected nor the proxies alone need addresses, nor a look at which ports are
        // free.
        this.block = supervision != null || ways.equals(Set.of(OutgoingWay.PROXIES)) ? null : LoopbackBlock.claim();
        this.folder = byName ? PrivateFolder.make() : null;
        notes.addAll(neighbours.withheld());
        try {
            this.plan =
                    NamePlan.of(neighbours.services(), surroundings(neighbours, namespace, clusterDomain, ownPorts));
            this.names = byName ? privateNames() : new PrivateNames.Unavailable("nobody has asked for a hosts file");
            if (byName) {
                listenByName();
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private @Nullable Supervision supervision(
            Gateway gateway,
            Reach reach,
            List<ClusterService> services,
            @Nullable ResolverReport resolver,
            EventLoop loop)
            throws IOException {
        if (resolver == null) {
            notes.add(notSupervised("the sidecar is of a version that does not say how its pod resolves names"));
            return null;
        }
        try {
            return Supervision.open(gateway, reach, services, resolver, loop);
        } catch (SupervisionUnavailableException e) {
            notes.add(notSupervised(String.valueOf(e.getMessage())));
            return null;
        }
    }

    private String notSupervised(String reason) {
        return "The command's connections cannot be redirected as it makes them: " + reason
                + (ways.contains(OutgoingWay.NAMES)
                        ? "; names of the cluster come from a hosts file instead."
                        : "; `--outgoing all` takes other ways.");
    }

    private Surroundings surroundings(
            Neighbours neighbours, String namespace, String clusterDomain, Set<Integer> ownPorts) throws IOException {
        Set<Integer> ports = neighbours.services().stream()
                .flatMap(service -> service.ports().stream())
                .map(ClusterService.Port::number)
                .collect(Collectors.toSet());
        return new Surroundings(
                namespace,
                clusterDomain,
                ownPorts,
                block == null ? Set.of() : block.taken(ports),
                firstUnprivilegedPort(),
                block == null ? OptionalInt.empty() : block.number());
    }

    /** Root and systems without such a setting bind any port. */
    private static int firstUnprivilegedPort() throws IOException {
        Optional<String> setting = KernelSettings.value("net.ipv4.ip_unprivileged_port_start");
        boolean unlimited = setting.isEmpty()
                || Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        return unlimited ? 0 : Integer.parseInt(setting.get());
    }

    private PrivateNames privateNames() throws IOException {
        Files.writeString(hosts(), HostsFile.of(plan, Files.exists(HOSTS) ? Files.readString(HOSTS) : ""));
        if (Files.exists(NAME_SERVICE_SWITCH)) {
            Files.writeString(
                    folder().path().resolve("nsswitch.conf"),
                    NameServiceSwitch.filesFirst(Files.readString(NAME_SERVICE_SWITCH)));
        }
        PrivateNames probed = NamespaceProbe.probe(folder().path());
        if (probed instanceof PrivateNames.Unavailable(String sentence)) {
            notes.add(sentence);
        }
        return probed;
    }

    private PrivateFolder folder() {
        return Objects.requireNonNull(folder);
    }

    private Path hosts() {
        return folder().path().resolve("hosts");
    }

    private void listenByName() throws IOException {
        for (Endpoint endpoint : plan.endpoints()) {
            gateway.listen(endpoint.address(), endpoint.port(), destination(endpoint));
        }
        plan.leftOut().stream()
                .collect(Collectors.groupingBy(LeftOut::reason))
                .values()
                .forEach(alike -> notes.add(
                        alike.size() == 1
                                ? alike.getFirst().sentence()
                                : alike.getFirst().sentence() + " The same holds for " + (alike.size() - 1)
                                        + " more."));
    }

    /** The dot at the end keeps the pod's resolver from trying its search domains first. */
    private static Destination destination(Endpoint endpoint) {
        return new Destination(endpoint.remoteHost() + ".", endpoint.remotePort());
    }

    boolean redirects() {
        return supervision != null;
    }

    int names() {
        return supervision != null || ways.contains(OutgoingWay.NAMES)
                ? plan.neighbours().size()
                : 0;
    }

    /** Hosts of the target's namespace that the command finds by name, on all their ports. */
    List<String> foundByName() {
        if (supervision != null) {
            return Stream.concat(
                            plan.neighbours().stream().flatMap(neighbour -> neighbour.names().stream()),
                            Stream.of(".svc", "." + clusterDomain))
                    .toList();
        }
        return names instanceof PrivateNames.Available
                ? plan.neighbours().stream()
                        .filter(neighbour -> neighbour.service().namespace().equals(namespace))
                        .filter(neighbour -> neighbour.ports().stream()
                                .allMatch(port -> port.leftOut().isEmpty()))
                        .flatMap(neighbour -> neighbour.names().stream())
                        .toList()
                : List.of();
    }

    /** What is not as the pod has it, a sentence each. */
    List<String> notes() {
        return List.copyOf(notes);
    }

    /** What the command is to be started by, so that its connections lead where they should. */
    LocalCommand.Launcher launcher() {
        return supervision == null ? LocalCommand.Launcher.DIRECTLY : launch -> supervision.start(launch::run);
    }

    /** Processes of the command that can make no connections once this is closed. */
    Stream<ProcessHandle> left() {
        return supervision == null ? Stream.empty() : supervision.running();
    }

    /** To be put before the command. */
    List<String> prefix() {
        return names instanceof PrivateNames.Available(List<String> prefix) ? prefix : List.of();
    }

    /** The pod's variables that lead elsewhere here. */
    Rewritten rewrite(Map<String, String> ofThePod) {
        boolean wanted = ways.contains(OutgoingWay.ENVIRONMENT) && supervision == null;
        Scope scope = names instanceof PrivateNames.Available ? Scope.WHERE_NEEDED : Scope.EVERYTHING;
        Rewritten rewritten = EnvironmentRewriting.rewrite(wanted ? ofThePod : Map.of(), plan, scope, this::openPort);
        notes.addAll(rewritten.left());
        return rewritten;
    }

    private int openPort(Endpoint endpoint) {
        return opened.computeIfAbsent(endpoint, missing -> {
            try {
                return gateway.listen(missing.address(), missing.port(), destination(missing))
                        .address()
                        .getPort();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /**
     * What makes JVMs and gRPC see the names where nothing else does.
     *
     * @param environment of the command
     */
    Map<String, String> variables(Map<String, String> environment) {
        if (supervision != null) {
            return Supervision.variables(environment);
        }
        if (!ways.contains(OutgoingWay.NAMES) || names instanceof PrivateNames.Available) {
            return Map.of();
        }
        try {
            return ResolverAgent.variables(environment, ResolverAgent.writeTo(folder().path()), hosts());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Names and addresses that the proxies take for the cluster's. */
    static Set<String> known(Neighbours neighbours, String namespace) {
        return neighbours.services().stream()
                .flatMap(service -> Stream.concat(
                        service.clusterIPs().stream(),
                        service.namespace().equals(namespace)
                                ? Stream.of(service.name(), service.name() + "." + service.namespace())
                                : Stream.of(service.name() + "." + service.namespace())))
                .collect(Collectors.toSet());
    }

    @Override
    public void close() throws IOException {
        try {
            if (folder != null) {
                folder.close();
            }
        } finally {
            if (block != null) {
                block.close();
            }
            if (supervision != null) {
                supervision.close();
            }
        }
    }
}
