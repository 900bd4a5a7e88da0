package dev.remocal.webhook;

import dev.remocal.injector.CapturedPort;
import dev.remocal.injector.Decision;
import dev.remocal.injector.Injector;
import dev.remocal.injector.NamespaceInjection;
import dev.remocal.injector.NamespaceOutgoing;
import dev.remocal.injector.SkipReason;
import dev.remocal.injector.Warning;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.InputStream;
import java.util.concurrent.CompletionStage;
import org.jboss.logging.Logger;

/** One admission from review to answer, counted and logged. The pod is admitted, whatever happens here. */
@ApplicationScoped
class Admissions {

    private static final Logger LOG = Logger.getLogger(Admissions.class);

    private final Decider decider;
    private final AdmissionMetrics metrics;
    private final PodEvents events;
    private final NamespaceAnnotations namespaces;

    Admissions(Decider decider, NamespaceAnnotations namespaces, AdmissionMetrics metrics, PodEvents events) {
        this.decider = decider;
        this.namespaces = namespaces;
        this.metrics = metrics;
        this.events = events;
    }

    /** Completed on the caller's thread where its namespace has been read just now: nobody may block an event loop. */
    CompletionStage<String> answer(InputStream review, NamespaceInjection namespace) throws MalformedReviewException {
        long start = System.nanoTime();
        AdmissionRequest request = AdmissionRequest.parse(review);
        return namespaces
                .outgoing(request.namespace())
                .thenApply(outgoing -> answer(request, decide(request, namespace, outgoing), start));
    }

    private String answer(AdmissionRequest request, Outcome outcome, long start) {
        String answer = AdmissionResponse.format(request, outcome);
        metrics.count(outcome, System.nanoTime() - start);
        events.tell(request, outcome);
        log(request, outcome);
        return answer;
    }

    private Outcome decide(AdmissionRequest request, NamespaceInjection namespace, NamespaceOutgoing outgoing) {
        try {
            return new Outcome.Decided(decider.decide(request.pod(), namespace, outgoing));
        } catch (RuntimeException failure) {
            return new Outcome.Failed(failure);
        }
    }

    private static void log(AdmissionRequest request, Outcome outcome) {
        String pod = Injector.nameOf(request.pod());
        switch (outcome) {
            case Outcome.Decided(Decision.Inject inject) -> {
                LOG.infof(
                        "Pod gets the sidecar. namespace=%s pod=%s ports=%s dryRun=%s",
                        request.namespace(), pod, CapturedPort.format(inject.ports()), request.dryRun());
                inject.warnings().stream()
                        .filter(warning -> warning.kind() == Warning.Kind.OUTGOING_UNKNOWN)
                        .forEach(warning -> LOG.warnf(
                                "Developers reach nothing from inside a pod. namespace=%s pod=%s sentence=%s",
                                request.namespace(), pod, warning.sentence()));
            }
            case Outcome.Decided(Decision.Skip skip) ->
                LOG.logf(
                        skip.reason() == SkipReason.NOT_OPTED_IN ? Logger.Level.DEBUG : Logger.Level.INFO,
                        "Pod stays as it is. namespace=%s pod=%s dryRun=%s reason=%s sentence=%s",
                        request.namespace(),
                        pod,
                        request.dryRun(),
                        skip.reason().code(),
                        skip.sentence());
            case Outcome.Failed(RuntimeException failure) ->
                LOG.errorf(
                        failure,
                        "Deciding failed, the pod stays as it is. namespace=%s pod=%s dryRun=%s",
                        request.namespace(),
                        pod,
                        request.dryRun());
        }
    }
}
