package dev.remocal.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.remocal.injector.Decision;
import dev.remocal.injector.SkipReason;
import dev.remocal.injector.Warning;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodEventTest {

    private static final Outcome INJECTED = new Outcome.Decided(new Decision.Inject(
            JsonNodeFactory.instance.objectNode(),
            JsonNodeFactory.instance.arrayNode(),
            List.of(),
            List.of(new Warning(Warning.Kind.PARTIAL_CAPTURE, "A warning."))));

    @ParameterizedTest
    @CsvSource({"deployment, ReplicaSet, apps/v1", "stateful-set, StatefulSet, apps/v1", "job, Job, batch/v1"})
    void theOwnerIsTold(String review, String kind, String apiVersion) throws MalformedReviewException {
        PodEvent event = PodEvent.of(request(review), INJECTED).orElseThrow();

        assertThat(event.owner().kind()).isEqualTo(kind);
        assertThat(event.owner().apiVersion()).isEqualTo(apiVersion);
        assertThat(event.owner().uid()).isNotEmpty();
        assertThat(event.reason()).isEqualTo(PodEvent.Reason.INJECTED);
        assertThat(event.type()).isEqualTo(PodEvent.Type.NORMAL);
        assertThat(event.note()).endsWith("A warning.");
    }

    @ParameterizedTest
    @CsvSource({"dry-run", "bare-pod"})
    void whereNothingIsStoredOrNobodyOwnsThePodNobodyIsTold(String review) throws MalformedReviewException {
        assertThat(PodEvent.of(request(review), INJECTED)).isEmpty();
    }

    @Test
    void aSkipIsAWarningWithItsReason() throws MalformedReviewException {
        PodEvent event =
                skip(SkipReason.HOST_NETWORK, "Pod a uses the host's network.").orElseThrow();

        assertThat(event.type()).isEqualTo(PodEvent.Type.WARNING);
        assertThat(event.reason()).isEqualTo(PodEvent.Reason.SKIPPED);
        assertThat(event.note()).isEqualTo("Pod a uses the host's network. (host-network)");
    }

    @Test
    void whoAskedForNothingIsToldNothing() throws MalformedReviewException {
        assertThat(skip(SkipReason.NOT_OPTED_IN, "It is not labelled.")).isEmpty();
    }

    @Test
    void aFailureIsAWarning() throws MalformedReviewException {
        PodEvent event = PodEvent.of(request("deployment"), new Outcome.Failed(new IllegalStateException("secret")))
                .orElseThrow();

        assertThat(event.reason()).isEqualTo(PodEvent.Reason.FAILED);
        assertThat(event.note()).doesNotContain("secret");
    }

    @Test
    void aNoteKeepsWithinWhatTheApiServerTakes() throws MalformedReviewException {
        String note =
                skip(SkipReason.HOST_NETWORK, "€".repeat(2000)).orElseThrow().note();

        assertThat(note.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(1024);
        assertThat(note).endsWith("…");
    }

    private static Optional<PodEvent> skip(SkipReason reason, String sentence) throws MalformedReviewException {
        return PodEvent.of(request("deployment"), new Outcome.Decided(new Decision.Skip(reason, sentence)));
    }

    private static AdmissionRequest request(String review) throws MalformedReviewException {
        return AdmissionRequest.parse(
                new ByteArrayInputStream(Reviews.read(review).toString().getBytes(StandardCharsets.UTF_8)));
    }
}
