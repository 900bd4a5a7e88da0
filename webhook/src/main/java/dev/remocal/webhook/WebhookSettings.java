package dev.remocal.webhook;

import dev.remocal.injector.InjectionSettings;
import dev.remocal.injector.Injector;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Gives the injector its settings at the start, so that a wrong value stops it with name, value and what is allowed. */
@Singleton
class WebhookSettings {

    @Produces
    @Singleton
    @Startup
    Decider decider(WebhookConfig config) {
        InjectionSettings settings = settings(config.sidecar());
        return (pod, namespace) -> Injector.decide(pod, namespace, settings);
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
                    sidecar.runAsUser());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("remocal.sidecar." + e.getMessage() + ".", e);
        }
    }
}
