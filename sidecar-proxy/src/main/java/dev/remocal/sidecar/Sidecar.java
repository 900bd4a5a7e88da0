package dev.remocal.sidecar;

import io.quarkus.arc.All;
import io.quarkus.arc.InstanceHandle;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** From start to SIGTERM: all servers up or a sentence why not; then drain within the grace period, then end. */
@Singleton
class Sidecar {

    private static final Logger LOG = Logger.getLogger(Sidecar.class);

    private final List<InstanceHandle<Server>> available;
    private final Duration drainTimeout;
    private final List<Server> running = new ArrayList<>();

    @Inject
    Sidecar(@All List<InstanceHandle<Server>> available, SidecarConfig config) {
        this.available = available;
        this.drainTimeout = config.drainTimeout();
    }

    void start(@Observes StartupEvent event) {
        available.forEach(this::start);
    }

    private void start(InstanceHandle<Server> handle) {
        Server server = handle.get();
        running.add(server);
        server.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        drain();
        running.reversed().forEach(Server::stop);
    }

    private void drain() throws InterruptedException {
        CompletableFuture<?>[] draining = running.stream()
                .map(server -> server.drain().toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(draining).get(drainTimeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException timeout) {
            LOG.warnf("Exchanges were cut off at the drain timeout. timeout=%s", drainTimeout);
        } catch (ExecutionException failed) {
            LOG.error("Draining failed.", failed.getCause());
        }
    }
}
