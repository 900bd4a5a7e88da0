package dev.remocal.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.remocal.cli.Questions.Answer;
import dev.remocal.cli.cluster.PodView;
import dev.remocal.protocol.PortReport;
import dev.remocal.protocol.SessionReport;
import dev.remocal.protocol.StatusReport;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The replicas of a target, each as its sidecar tells it. */
record StatusView(List<Replica> replicas) {

    /**
     * @param ready whether the pod takes the Service's traffic
     * @param sidecar null where it did not answer
     * @param problem why it did not; null where it did
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Replica(
            String pod,
            boolean ready,
            @Nullable StatusReport sidecar,
            @Nullable String problem) {}

    static StatusView of(List<Answer<StatusReport>> answers) {
        return new StatusView(answers.stream()
                .map(answer -> switch (answer) {
                    case Answer.Said<StatusReport>(PodView pod, StatusReport report) ->
                        new Replica(pod.name(), pod.ready(), report, null);
                    case Answer.Silent<StatusReport>(PodView pod, String reason) ->
                        new Replica(pod.name(), pod.ready(), null, reason);
                })
                .toList());
    }

    String format(OutputFormat format, Instant now) {
        return switch (format) {
            case text -> replicas.stream().map(replica -> text(replica, now)).collect(Collectors.joining("\n"));
            case json -> Structured.json(this);
            case yaml -> Structured.yaml(this);
        };
    }

    private static String text(Replica replica, Instant now) {
        String pod = "pod/" + Printable.of(replica.pod()) + (replica.ready() ? "" : " (not ready)");
        StatusReport report = replica.sidecar();
        if (report == null) {
            return pod + "\n  sidecar does not answer: " + Printable.of(String.valueOf(replica.problem())) + "\n";
        }
        return pod + "\n  sidecar " + Printable.of(report.sidecarVersion()) + ", up "
                + Structured.age(report.uptimeMillis()) + (report.draining() ? ", shutting down" : "") + "\n"
                + ports(report.ports()) + sessions(report.sessions(), now);
    }

    private static String ports(List<PortReport> ports) {
        return ports.stream()
                .map(port -> "  port " + Printable.of(port.name()) + " (" + port.app() + "), " + port.connections()
                        + " connections, " + port.opaque() + " opaque so far\n")
                .collect(Collectors.joining());
    }

    private static String sessions(List<SessionReport> sessions, Instant now) {
        if (sessions.isEmpty()) {
            return "  no sessions\n";
        }
        Table table = new Table("OWNER", "MODE", "FILTER", "AGE", "REQUESTS", "FALLBACKS", "DROPPED", "PARKED");
        sessions.forEach(session -> table.row(
                session.owner(),
                Structured.mode(session.mode(), session.samplePercent()),
                session.filter().format(),
                Structured.age(now.toEpochMilli() - session.createdAtMillis()),
                session.requests(),
                session.fallbacks(),
                session.dropped(),
                session.parked()));
        return table.format().indent(2);
    }
}
