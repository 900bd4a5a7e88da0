package dev.remocal.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.remocal.cli.cluster.Reading;
import dev.remocal.cli.cluster.Trial;
import dev.remocal.injector.Injector;

/** Does a pod that is created now get a sidecar? */
public final class AdmissionCheck {

    private static final String ADMISSION = "admission";

    /** In the API server's message where a webhook of Remocal is to blame. */
    private static final String OURS = "injection.remocal.dev";

    private AdmissionCheck() {}

    /** Where the namespace has not opted in, or it is not known whether it has. */
    public static Finding notTried() {
        return Finding.skip(
                ADMISSION,
                "Whether the webhook answers was not tried, for it is only asked about namespaces that have opted in.");
    }

    public static Finding of(String namespace, Reading<Trial> trial) {
        return switch (trial) {
            case Reading.Unknown<Trial> unknown -> Finding.unread(ADMISSION, unknown);
            case Reading.Known<Trial>(Trial.NotAllowed none) ->
                Finding.skip(
                        ADMISSION,
                        "You are not allowed to create pods in namespace " + namespace
                                + ", so whether the webhook answers was not tried with a dry run; attach does not need it.");
            case Reading.Known<Trial>(Trial.Refused(String message)) -> refused(namespace, message);
            case Reading.Known<Trial>(Trial.Admitted(JsonNode pod)) -> admitted(namespace, pod);
        };
    }

    private static Finding refused(String namespace, String message) {
        return message.contains(OURS)
                ? Finding.fail(
                        ADMISSION,
                        "No pod can be created in namespace " + namespace + ", because the webhook cannot be asked: "
                                + message)
                : Finding.warn(
                        ADMISSION,
                        "Whether the webhook answers could not be tried, as the dry run of a pod in namespace "
                                + namespace + " was refused: " + message);
    }

    private static Finding admitted(String namespace, JsonNode pod) {
        return Injector.isInjected(pod)
                ? Finding.ok(
                        ADMISSION,
                        "A pod created in namespace " + namespace + " now gets the sidecar " + SidecarImage.of(pod)
                                + " (tried with a dry run).")
                : Finding.fail(
                        ADMISSION,
                        "A pod created in namespace " + namespace
                                + " now gets no sidecar, though it asks for one (tried with a dry run); the webhook is not"
                                + " reached, and its failurePolicy lets pods pass: read its log and its Service's endpoints.");
    }
}
