package dev.remocal.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.remocal.injector.Decision;
import dev.remocal.injector.Injector;
import dev.remocal.injector.SkipReason;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The answer to an AdmissionReview. It always allows: Remocal changes pods and keeps none out. */
final class AdmissionResponse {

    /** Characters of a warning; the API server may cut a longer one anywhere. */
    static final int MAX_WARNING_LENGTH = 256;

    private AdmissionResponse() {}

    static String format(AdmissionRequest request, Outcome outcome) {
        ObjectNode review = JsonNodeFactory.instance.objectNode();
        review.put("apiVersion", AdmissionRequest.API_VERSION).put("kind", AdmissionRequest.KIND);
        ObjectNode response =
                review.putObject("response").put("uid", request.uid()).put("allowed", true);
        switch (outcome) {
            case Outcome.Decided(Decision.Inject inject) -> {
                patch(response, inject.patch());
                inject.warnings()
                        .forEach(warning -> warn(response, warning.kind().code(), warning.sentence()));
            }
            case Outcome.Decided(Decision.Skip skip) -> explain(response, skip);
            case Outcome.Failed failed ->
                warn(
                        response,
                        "internal-error",
                        "Pod %s gets no sidecar, for the webhook failed; its log has the cause."
                                .formatted(Injector.nameOf(request.pod())));
        }
        return review.toString();
    }

    private static void patch(ObjectNode response, JsonNode patch) {
        byte[] json = patch.toString().getBytes(StandardCharsets.UTF_8);
        response.put("patchType", "JSONPatch").put("patch", Base64.getEncoder().encodeToString(json));
    }

    /** Who asked for nothing is told nothing. */
    private static void explain(ObjectNode response, Decision.Skip skip) {
        if (skip.reason() != SkipReason.NOT_OPTED_IN) {
            warn(response, skip.reason().code(), skip.sentence());
        }
    }

    private static void warn(ObjectNode response, String code, String sentence) {
        String warning = "remocal " + code + ": " + sentence;
        response.withArray("warnings")
                .add(
                        warning.length() <= MAX_WARNING_LENGTH
                                ? warning
                                : warning.substring(0, MAX_WARNING_LENGTH - 1) + "…");
    }
}
