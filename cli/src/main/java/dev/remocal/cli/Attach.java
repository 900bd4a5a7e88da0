package dev.remocal.cli;

import dev.remocal.cli.cluster.Cluster;
import dev.remocal.cli.cluster.PodView;
import dev.remocal.cli.cluster.PortMapping;
import dev.remocal.cli.cluster.ResolvedTarget;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** {@code remocal attach} from the first question to the cluster to the last goodbye to the sidecars. */
final class Attach {

    /** What a shell reports for a process that SIGINT ended; the virtual machine's own code outdoes it. */
    private static final int INTERRUPTED = 130;

    private final AttachRequest request;
    private final Console console;
    private final long startNanos = System.nanoTime();

    Attach(AttachRequest request, Console console) {
        this.request = request;
        this.console = console;
    }

    int run() {
        try (Interruption interruption = new Interruption();
                EventPrinter printer = new EventPrinter(console.events(request.output()), console.clock());
                Cluster cluster = Cluster.open(request.cluster())) {
            ResolvedTarget target = cluster.resolve(request.target());
            AttachPlan plan = plan(cluster, target);
            if (request.dryRun()) {
                printer.print(new CliEvent.Planned(plan.terms()));
                return 0;
            }
            interruption.arm(request.timings().detachTimeout());
            try (RunningSession session = new RunningSession(cluster, plan, request.timings(), printer, startNanos)) {
                return session.attach(target, interruption.requested())
                        ? follow(cluster, target, session, plan, printer, interruption.requested())
                        : INTERRUPTED;
            }
        }
    }

    private AttachPlan plan(Cluster cluster, ResolvedTarget target) {
        List<PodView> pods = cluster.injectedPods(target);
        List<PortMapping> ports = cluster.choosePorts(target, pods.getFirst(), request.ports());
        String sessionId = UUID.randomUUID().toString();
        long now = console.clock().millis();
        return AttachPlan.of(request, cluster.namespace(), cluster.context(), ports, pods, sessionId, now);
    }

    private int follow(
            Cluster cluster,
            ResolvedTarget target,
            RunningSession session,
            AttachPlan plan,
            EventPrinter printer,
            CompletableFuture<Void> interrupted) {
        if (request.command().isEmpty()) {
            warnOfClosedPorts(plan, printer);
            interrupted.join();
            return INTERRUPTED;
        }
        PodEnvironment environment = PodEnvironment.read(cluster, target, request.environment());
        printer.print(environment.event());
        LocalCommand command = LocalCommand.start(
                request.command(), environment.environment().over(System.getenv()), request.output());
        Optional<Integer> exitCode = command.await(interrupted);
        if (exitCode.isEmpty()) {
            // In this order, so that the command can answer what it has already.
            session.detach();
            command.end();
            return INTERRUPTED;
        }
        session.ending("command-exited");
        printer.print(new CliEvent.CommandExited(exitCode.get()));
        return exitCode.get();
    }

    private void warnOfClosedPorts(AttachPlan plan, EventPrinter printer) {
        plan.ports().stream()
                .map(PortMapping::local)
                .filter(port -> !LocalPorts.isOpen(port))
                .forEach(port -> printer.print(LocalPorts.closed(port, request.onFailure())));
    }
}
