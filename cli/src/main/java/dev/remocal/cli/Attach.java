package dev.remocal.cli;

import dev.remocal.cli.cluster.Cluster;
import dev.remocal.cli.cluster.PodView;
import dev.remocal.cli.cluster.PortMapping;
import dev.remocal.cli.cluster.ResolvedTarget;
import dev.remocal.protocol.SessionSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code remocal attach} from the first question to the cluster to the last goodbye to the sidecars. */
final class Attach {

    /** What a shell reports for a process that SIGINT ended; the virtual machine's own code outdoes it. */
    private static final int INTERRUPTED = 130;

    private final AttachRequest request;
    private final Console console;
    private final Companions companions;
    private final long startNanos = System.nanoTime();

    Attach(AttachRequest request, Console console, Companions companions) {
        this.request = request;
        this.console = console;
        this.companions = companions;
    }

    int run() {
        try (Interruption interruption = new Interruption(companions.ending());
                EventPrinter printer = new EventPrinter(events(), console.clock());
                Cluster cluster = Cluster.open(request.cluster())) {
            ResolvedTarget target = cluster.resolve(request.target());
            AttachPlan plan = plan(cluster, target);
            if (request.dryRun()) {
                printer.print(new CliEvent.Planned(plan.terms()));
                return 0;
            }
            interruption.arm(request.timings().detachTimeout());
            return plan.session().isPresent()
                    ? withTraffic(cluster, target, plan, plan.session().get(), printer, interruption.requested())
                    : withoutTraffic(cluster, target, plan, printer, interruption.requested());
        }
    }

    private int withTraffic(
            Cluster cluster,
            ResolvedTarget target,
            AttachPlan plan,
            SessionSpec spec,
            EventPrinter printer,
            CompletableFuture<Void> interrupted) {
        try (RunningSession session = new RunningSession(cluster, plan, spec, request.timings(), printer, startNanos)) {
            if (!session.attach(target, interrupted)) {
                return INTERRUPTED;
            }
            Optional<Integer> exitCode = follow(cluster, target, plan, printer, interrupted, session::detach);
            exitCode.ifPresent(code -> session.ending("command-exited"));
            return exitCode.orElse(INTERRUPTED);
        }
    }

    private int withoutTraffic(
            Cluster cluster,
            ResolvedTarget target,
            AttachPlan plan,
            EventPrinter printer,
            CompletableFuture<Void> interrupted) {
        printer.print(new CliEvent.Attached(plan.terms(), plan.pods().size(), elapsedMillis()));
        Optional<Integer> exitCode = follow(cluster, target, plan, printer, interrupted, () -> {});
        String reason = exitCode.isPresent() ? "command-exited" : "interrupted";
        printer.print(new CliEvent.Detached(reason, 0, 0, elapsedMillis(), printer.unprinted()));
        return exitCode.orElse(INTERRUPTED);
    }

    private long elapsedMillis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
    }

    private EventOutput events() {
        return console.events(request.output(), request.profile());
    }

    private AttachPlan plan(Cluster cluster, ResolvedTarget target) {
        List<PodView> pods = cluster.injectedPods(target);
        List<PortMapping> ports = request.mode() == AttachMode.NONE
                ? List.of()
                : cluster.choosePorts(target, pods.getFirst(), request.ports());
        String sessionId = UUID.randomUUID().toString();
        long now = console.clock().millis();
        return AttachPlan.of(request, cluster.namespace(), cluster.context(), ports, pods, sessionId, now);
    }

    /** Empty where it was interrupted. */
    private Optional<Integer> follow(
            Cluster cluster,
            ResolvedTarget target,
            AttachPlan plan,
            EventPrinter printer,
            CompletableFuture<Void> interrupted,
            Runnable detach) {
        try (SessionFiles files = SessionFiles.open(cluster, target, request.files(), printer);
                Outgoing outgoing = Outgoing.open(
                        cluster, target, plan.pods(), ownPorts(plan), request.outgoing(), request.timings(), printer)) {
            if (request.command().isEmpty()) {
                Optional.ofNullable(outgoing).ifPresent(Outgoing::tell);
                warnOfClosedPorts(plan, printer);
                interrupted.join();
                return Optional.empty();
            }
            LocalCommand command = start(cluster, target, files, outgoing, printer);
            Optional<Integer> exitCode = command.await(interrupted);
            if (exitCode.isEmpty()) {
                // In this order, so that the command can answer what it has already.
                detach.run();
                command.end();
            }
            exitCode.ifPresent(code -> printer.print(new CliEvent.CommandExited(code)));
            Optional.ofNullable(outgoing).ifPresent(Outgoing::tellOfTheLeft);
            return exitCode;
        }
    }

    private LocalCommand start(
            Cluster cluster,
            ResolvedTarget target,
            @Nullable SessionFiles files,
            @Nullable Outgoing outgoing,
            EventPrinter printer) {
        PodEnvironment environment = PodEnvironment.read(cluster, target, request.environment());
        printer.print(environment.event());
        Map<String, String> own = System.getenv();
        Map<String, String> variables = outgoing == null
                ? environment.environment().over(own)
                : outgoing.variables(environment.environment(), own);
        if (files != null) {
            variables.putAll(files.variables());
        }
        return LocalCommand.start(
                outgoing == null ? LocalCommand.Launcher.DIRECTLY : outgoing.launcher(),
                outgoing == null ? List.of() : outgoing.prefix(),
                request.command(),
                variables,
                request.folder(),
                CommandStreams.of(companions, request.output(), console));
    }

    /** A listener of ours on such a port would keep the command from it. */
    private static Set<Integer> ownPorts(AttachPlan plan) {
        return Stream.concat(
                        plan.ports().stream().map(PortMapping::local),
                        plan.pods().stream().flatMap(pod -> pod.containerPorts().stream()))
                .collect(Collectors.toSet());
    }

    private void warnOfClosedPorts(AttachPlan plan, EventPrinter printer) {
        plan.ports().stream()
                .map(PortMapping::local)
                .filter(port -> !LocalPorts.isOpen(port))
                .forEach(port -> printer.print(LocalPorts.closed(port, request.onFailure())));
    }
}
