package dev.remocal.webhook;

import dev.remocal.injector.InjectionSettings;
import dev.remocal.injector.Injector;
import dev.remocal.injector.SidecarVariant;
import dev.remocal.webhook.certificates.CertificateSettings;
import dev.remocal.webhook.certificates.CertificateTimes;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Gives the injector its settings at the start, so that a wrong value stops it with name, value and what is allowed. */
@Singleton
class WebhookSettings {

    @Produces
    @Singleton
    @Startup
    Decider decider(WebhookConfig config) {
        requireTwoPorts(config);
        InjectionSettings settings = allowing(config.capture(), settings(config.sidecar()));
        return (pod, namespace, outgoing) -> Injector.decide(pod, namespace, outgoing, settings);
    }

    /** Vert.x has two servers of one port take turns, connection by connection, and only one of these has TLS. */
    static void requireTwoPorts(WebhookConfig config) {
        if (config.port() == config.managementPort()) {
            throw new IllegalArgumentException("remocal.management-port is " + config.managementPort()
                    + ", which remocal.port is as well; it must be another port.");
        }
    }

    static InjectionSettings allowing(WebhookConfig.Capture capture, InjectionSettings settings) {
        if (!capture.iptables()) {
            return settings;
        }
        return capture.iptablesImage()
                .filter(image -> !image.isBlank())
                .map(settings::allowingIptables)
                .orElseThrow(
                        () -> new IllegalArgumentException(
                                "remocal.capture.iptables is true, and"
                                        + " remocal.capture.iptables-image is not set; it must name an image that has sh and iptables."));
    }

    @Produces
    @Singleton
    CertificateSettings certificates(WebhookConfig config) {
        return certificateSettings(config);
    }

    static CertificateSettings certificateSettings(WebhookConfig config) {
        return switch (config.certificates().mode()) {
            case FILES ->
                new CertificateSettings.Files(
                        readable("remocal.tls.certificate", config.tls().certificate()),
                        readable("remocal.tls.key", config.tls().key()),
                        config.tls().reloadPeriod());
            case SELF ->
                new CertificateSettings.Self(
                        config.namespace().orElseThrow(WebhookSettings::withoutNamespace),
                        config.certificates().secret(),
                        config.certificates().service(),
                        config.certificates().webhookConfiguration(),
                        CertificateTimes.of(config.certificates().lifetime()));
        };
    }

    private static Path readable(String name, Path file) {
        if (!Files.isReadable(file) || !Files.isRegularFile(file)) {
            throw new IllegalArgumentException(name + " is \"" + file + "\"; it must be a file that can be read.");
        }
        return file;
    }

    private static IllegalArgumentException withoutNamespace() {
        return new IllegalArgumentException(
                "remocal.namespace is not set; with remocal.certificates.mode=self it must be"
                        + " the namespace that the webhook runs in.");
    }

    /** The injector names its settings as the configuration does. */
    static InjectionSettings settings(WebhookConfig.Sidecar sidecar) {
        try {
            return new InjectionSettings(
                    sidecar.image(),
                    sidecar.imagePullPolicy().orElse(null),
                    sidecar.cpuRequest(),
                    sidecar.cpuLimit(),
                    sidecar.memoryRequest(),
                    sidecar.memoryLimit(),
                    sidecar.runAsUser(),
                    variants(sidecar),
                    Optional.empty());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("remocal.sidecar." + e.getMessage() + ".", e);
        }
    }

    private static Map<SidecarVariant, String> variants(WebhookConfig.Sidecar sidecar) {
        Map<SidecarVariant, String> images = new EnumMap<>(SidecarVariant.class);
        sidecar.nativeImage().ifPresent(image -> images.put(SidecarVariant.NATIVE, image));
        sidecar.jvmImage().ifPresent(image -> images.put(SidecarVariant.JVM, image));
        return images;
    }
}
