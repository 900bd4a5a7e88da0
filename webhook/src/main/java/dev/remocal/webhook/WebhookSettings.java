package dev.remocal.webhook;

import dev.remocal.injector.InjectionSettings;
import dev.remocal.injector.Injector;
import dev.remocal.injector.SidecarVariant;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Map;

/** Gives the injector its settings at the start, so that a wrong value stops it with name, value and what is allowed. */
@Singleton
class WebhookSettings {

    @Produces
    @Singleton
    @Startup
    Decider decider(WebhookConfig config) {
        InjectionSettings settings = allowing(config.capture(), settings(config.sidecar()));
        return (pod, namespace) -> Injector.decide(pod, namespace, settings);
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
                    variants(sidecar));
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
