package dev.remocal.cli;

import dev.remocal.cli.cluster.Cluster;
import dev.remocal.cli.cluster.ClusterOptions;
import dev.remocal.cli.cluster.PodView;
import dev.remocal.cli.cluster.TargetName;
import dev.remocal.cli.failure.CliException;
import dev.remocal.cli.tunnel.ControlClient;
import dev.remocal.cli.tunnel.Timings;
import dev.remocal.protocol.Cause;
import dev.remocal.protocol.SessionList;
import dev.remocal.protocol.StatusReport;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Asks the sidecars of many pods the same thing at once. One that does not answer is part of the answer. */
final class Questions {

    /** How long a sidecar may take; a live one answers within the time of two round trips. */
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(3);

    /** As long as attach waits unless told otherwise: what attach bears is not to be called amiss. */
    private static final Duration CHECK_TIMEOUT = Duration.ofSeconds(10);

    /** What one pod's sidecar said. */
    sealed interface Answer<T> {

        PodView pod();

        record Said<T>(PodView pod, T value) implements Answer<T> {}

        record Silent<T>(PodView pod, String reason) implements Answer<T> {}
    }

    private final Cluster cluster;
    private final ControlClient client;
    private final Duration timeout;

    private Questions(Cluster cluster, Duration timeout) {
        this.cluster = cluster;
        this.client = new ControlClient(Timings.standard(timeout), cluster.eventLoop());
        this.timeout = timeout;
    }

    static <T> T ask(ClusterOptions options, Function<Questions, T> question) {
        try (Cluster cluster = Cluster.open(options)) {
            return question.apply(new Questions(cluster, ANSWER_TIMEOUT));
        }
    }

    /** For a check, on a connection to the cluster that is there already. */
    static List<Answer<StatusReport>> status(Cluster cluster, List<PodView> pods) {
        return new Questions(cluster, CHECK_TIMEOUT).status(pods);
    }

    List<Answer<SessionList>> sessions(boolean everywhere) {
        return answers(
                cluster.injectedPods(everywhere), pod -> client.sessions(cluster.dialer(pod.namespace()), pod.name()));
    }

    List<Answer<StatusReport>> status(TargetName target) {
        return status(cluster.injectedPods(cluster.resolve(target)));
    }

    private List<Answer<StatusReport>> status(List<PodView> pods) {
        return answers(pods, pod -> client.status(cluster.dialer(pod.namespace()), pod.name()));
    }

    private <T> List<Answer<T>> answers(List<PodView> pods, Function<PodView, CompletableFuture<T>> question) {
        List<CompletableFuture<Answer<T>>> asked =
                pods.stream().map(pod -> answer(pod, question.apply(pod))).toList();
        return asked.stream().map(Questions::join).toList();
    }

    private static <T> T join(CompletableFuture<T> answer) {
        try {
            return answer.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof CliException refused ? refused : e;
        }
    }

    private <T> CompletableFuture<Answer<T>> answer(PodView pod, CompletableFuture<T> value) {
        return value.handle((said, failure) -> {
            if (failure == null) {
                return new Answer.Said<>(pod, said);
            }
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            return new Answer.Silent<>(pod, reason(cause));
        });
    }

    private String reason(Throwable cause) {
        if (cause instanceof CliException refused) {
            throw refused;
        }
        return cause instanceof TimeoutException ? "no answer within " + timeout.toSeconds() + " s" : Cause.of(cause);
    }
}
