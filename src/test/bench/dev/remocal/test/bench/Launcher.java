package dev.remocal.test.bench;

import dev.remocal.test.cluster.Awaiting;
import dev.remocal.test.cluster.Certificates;
import dev.remocal.test.cluster.FreePorts;
import dev.remocal.test.cluster.LocalProcess;
import dev.remocal.test.cluster.LocalProcesses;
import dev.remocal.test.cluster.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Starts the contenders, each with one event loop or worker, and waits until they serve. */
final class Launcher {

    /** Every JVM here has one malloc arena, as the sidecar has in its pod. */
    private static final Map<String, String> JVM_ENVIRONMENT = Map.of("MALLOC_ARENA_MAX", "1");

    private static final String EVENT_LOOPS = "1";
    private static final String LOOPBACK = "127.0.0.1";

    private final Project project;
    private final LocalProcesses processes;
    private final Path folder;
    private final int app;

    Launcher(Project project, LocalProcesses processes, Path folder, int app) {
        this.project = project;
        this.processes = processes;
        this.folder = folder;
        this.app = app;
    }

    Project project() {
        return project;
    }

    Running start(Contender contender) {
        int http1 = FreePorts.next();
        Running running =
                switch (contender.proxy()) {
                    case REMOCAL -> sidecar(contender);
                    case RELAY -> new Running(contender, relay(http1), http1, http1, Optional.empty());
                    case NGINX, HAPROXY, ENVOY -> configured(contender, http1, FreePorts.next());
                };
        awaitServing(running);
        return running;
    }

    private Running sidecar(Contender contender) {
        int port = FreePorts.next();
        int control = FreePorts.next();
        LocalProcess process = startSidecar(port, control, Map.of("QUARKUS_VERTX_EVENT_LOOPS_POOL_SIZE", EVENT_LOOPS));
        Developers developers = new Developers(control, app);
        Running running = new Running(contender, process, port, port, Optional.of(developers));
        awaitServing(running);
        awaitAccepting(running, control);
        if (contender.mirroring()) {
            developers.attachMirroring();
        } else {
            developers.attachMatchingNone(contender.sessions());
        }
        return running;
    }

    /** A sidecar as it is shipped: with as many event loops as it makes for this machine. */
    Running shippedSidecar() {
        int port = FreePorts.next();
        LocalProcess process = startSidecar(port, FreePorts.next(), Map.of());
        return new Running(Contender.plain(Proxy.REMOCAL), process, port, port, Optional.empty());
    }

    private LocalProcess startSidecar(int port, int control, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(JVM_ENVIRONMENT);
        environment.put("REMOCAL_PORTS", "http=" + port + ":" + app);
        environment.put("REMOCAL_LISTEN_HOST", LOOPBACK);
        environment.put("REMOCAL_MANAGEMENT_HOST", LOOPBACK);
        environment.put("REMOCAL_CONTROL_PORT", Integer.toString(control));
        environment.put("REMOCAL_MANAGEMENT_PORT", Integer.toString(FreePorts.next()));
        environment.putAll(more);
        return processes.start("sidecar", environment, project.requireCommand("sidecar-proxy"));
    }

    /** A webhook as it is shipped, with a certificate in files. */
    LocalProcess shippedWebhook(int port, int management, Certificates.ServerCertificate certificate) {
        Map<String, String> environment = new HashMap<>(JVM_ENVIRONMENT);
        environment.put("REMOCAL_HOST", LOOPBACK);
        environment.put("REMOCAL_PORT", Integer.toString(port));
        environment.put("REMOCAL_MANAGEMENT_PORT", Integer.toString(management));
        environment.put("REMOCAL_TLS_CERTIFICATE", write(folder, "webhook.crt", certificate.certificatePem()));
        environment.put("REMOCAL_TLS_KEY", write(folder, "webhook.key", certificate.keyPem()));
        environment.put("REMOCAL_OUTGOING_READ_NAMESPACES", "false");
        environment.put("REMOCAL_SIDECAR_IMAGE", "example/sidecar:1");
        return processes.start("webhook", environment, project.requireCommand("webhook"));
    }

    private LocalProcess relay(int port) {
        List<String> command = List.of(
                Project.java(),
                "@" + project.file("sidecar-proxy/src/main/jvm/sidecar.jvmargs"),
                "-cp",
                System.getProperty("java.class.path"),
                Relay.class.getName(),
                Integer.toString(port),
                Integer.toString(app));
        return processes.start("relay", JVM_ENVIRONMENT, command);
    }

    private Running configured(Contender contender, int http1, int http2) {
        Configurations.Ports ports = new Configurations.Ports(http1, http2, app);
        LocalProcess process = processes.start(contender.text(), Map.of(), command(contender.proxy(), ports));
        return new Running(contender, process, http1, http2, Optional.empty());
    }

    private List<String> command(Proxy proxy, Configurations.Ports ports) {
        Path own = folder.resolve(proxy.text());
        List<String> command =
                new ArrayList<>(List.of(proxy.tool().orElseThrow().require()));
        switch (proxy) {
            case NGINX ->
                command.addAll(List.of(
                        "-e",
                        "stderr",
                        "-p",
                        own.toString(),
                        "-c",
                        write(own, "nginx.conf", Configurations.nginx(ports))));
            case HAPROXY ->
                command.addAll(List.of("-db", "-f", write(own, "haproxy.cfg", Configurations.haproxy(ports))));
            case ENVOY ->
                command.addAll(List.of(
                        "--concurrency",
                        "1",
                        "--disable-hot-restart",
                        "--log-level",
                        "error",
                        "-c",
                        write(own, "envoy.yaml", Configurations.envoy(ports))));
            case REMOCAL, RELAY -> throw new IllegalArgumentException(proxy + " has no configuration");
        }
        return command;
    }

    private static String write(Path own, String name, String text) {
        try {
            Files.createDirectories(own);
            return Files.writeString(own.resolve(name), text).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void awaitServing(Running running) {
        Awaiting.until(
                running.contender().label() + " serves",
                BenchLimits.START_TIMEOUT,
                () -> {
                    if (!running.process().isAlive()) {
                        throw new IllegalStateException(
                                running.contender().label() + " has ended\n" + running.process());
                    }
                    return HttpClientSocket.serves(running.http1());
                },
                running.process()::toString);
    }

    /** The control port opens after the captured ones. */
    private static void awaitAccepting(Running running, int control) {
        Awaiting.until(
                running.contender().label() + " opens its control port",
                BenchLimits.START_TIMEOUT,
                () -> HttpClientSocket.accepts(control),
                running.process()::toString);
    }
}
