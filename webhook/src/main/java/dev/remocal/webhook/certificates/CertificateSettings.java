package dev.remocal.webhook.certificates;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Where the webhook's certificate comes from. */
public sealed interface CertificateSettings {

    /** Somebody else makes and renews it. */
    record Files(Path certificate, Path key, Duration reloadPeriod) implements CertificateSettings {}

    /**
     * The webhook makes and renews it.
     *
     * @param namespace of the webhook, its Service and the Secret
     * @param configuration the MutatingWebhookConfiguration that is to trust it
     */
    record Self(String namespace, String secret, String service, String configuration, CertificateTimes times)
            implements CertificateSettings {

        /** What the API server calls a Service by, and what others in the cluster would. */
        List<String> hosts() {
            String host = service + "." + namespace + ".svc";
            return List.of(host, host + ".cluster.local");
        }
    }
}
