package dev.remocal.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.remocal.cli.Questions.Answer;
import dev.remocal.protocol.Mode;
import dev.remocal.protocol.SessionList;
import dev.remocal.protocol.SessionReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of a namespace, each once, however many pods it is on.
 *
 * @param silent pods whose sidecar did not answer
 */
record ListReport(List<Entry> sessions, List<SilentPod> silent) {

    record SilentPod(String namespace, String pod, String reason) {}

    /** One session; the counts are sums over its pods. */
    record Entry(
            String id,
            String namespace,
            String owner,
            String key,
            String target,
            Mode mode,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double samplePercent,

            String filter,
            List<String> pods,
            long createdAtMillis,
            long requests,
            long fallbacks,
            long dropped) {

        private static Entry of(String namespace, String pod, SessionReport session) {
            return new Entry(
                    session.id(),
                    namespace,
                    session.owner(),
                    session.key(),
                    session.target(),
                    session.mode(),
                    session.samplePercent(),
                    session.filter().format(),
                    List.of(pod),
                    session.createdAtMillis(),
                    session.requests(),
                    session.fallbacks(),
                    session.dropped());
        }

        private Entry with(Entry other) {
            List<String> both = new ArrayList<>(pods);
            both.addAll(other.pods);
            return new Entry(
                    id,
                    namespace,
                    owner,
                    key,
                    target,
                    mode,
                    samplePercent,
                    filter,
                    both,
                    createdAtMillis,
                    requests + other.requests,
                    fallbacks + other.fallbacks,
                    dropped + other.dropped);
        }
    }

    static ListReport of(List<Answer<SessionList>> answers) {
        Map<String, Entry> sessions = new LinkedHashMap<>();
        List<SilentPod> silent = new ArrayList<>();
        for (Answer<SessionList> answer : answers) {
            switch (answer) {
                case Answer.Said<SessionList>(var pod, var list) ->
                    list.sessions()
                            .forEach(session -> sessions.merge(
                                    pod.namespace() + "/" + session.id(),
                                    Entry.of(pod.namespace(), pod.name(), session),
                                    Entry::with));
                case Answer.Silent<SessionList>(var pod, String reason) ->
                    silent.add(new SilentPod(pod.namespace(), pod.name(), reason));
            }
        }
        List<Entry> ordered = sessions.values().stream()
                .sorted(Comparator.comparing(Entry::namespace)
                        .thenComparingLong(Entry::createdAtMillis)
                        .thenComparing(Entry::id))
                .toList();
        return new ListReport(ordered, List.copyOf(silent));
    }

    String format(OutputFormat format, Instant now) {
        return switch (format) {
            case text -> text(now);
            case json -> Structured.json(this);
            case yaml -> Structured.yaml(this);
        };
    }

    private String text(Instant now) {
        return table(now)
                + silent.stream()
                        .map(pod -> Printable.of("warning: the sidecar of pod " + pod.pod() + " in namespace "
                                        + pod.namespace() + " does not answer: " + pod.reason())
                                + "\n")
                        .collect(Collectors.joining());
    }

    private String table(Instant now) {
        if (sessions.isEmpty()) {
            return "No sessions.\n";
        }
        Table table = new Table(
                "NAMESPACE", "OWNER", "KEY", "TARGET", "MODE", "FILTER", "PODS", "AGE", "REQUESTS", "FALLBACKS");
        sessions.forEach(session -> table.row(
                session.namespace(),
                session.owner(),
                session.key(),
                session.target(),
                Structured.mode(session.mode(), session.samplePercent()),
                session.filter(),
                session.pods().size(),
                Structured.age(now.toEpochMilli() - session.createdAtMillis()),
                session.requests(),
                session.fallbacks()));
        return table.format();
    }
}
