package dev.remocal.webhook.certificates;

import io.fabric8.kubernetes.client.Config;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An {@link ApiStandIn} for the webhook under test, which finds it as it would outside a cluster. */
public class ApiStandInResource implements QuarkusTestResourceLifecycleManager {

    private @Nullable ApiStandIn api;

    @Override
    public Map<String, String> start() {
        ApiStandIn started = new ApiStandIn();
        api = started;
        System.setProperty(Config.KUBERNETES_MASTER_SYSTEM_PROPERTY, started.url());
        return Map.of();
    }

    @Override
    public void stop() {
        System.clearProperty(Config.KUBERNETES_MASTER_SYSTEM_PROPERTY);
        if (api != null) {
            api.close();
        }
    }
}
