package dev.remocal.test.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.remocal.test.cluster.Awaiting;
import dev.remocal.test.cluster.Cluster;
import dev.remocal.test.cluster.FreePorts;
import dev.remocal.test.cluster.Images;
import dev.remocal.test.cluster.Installation;
import dev.remocal.test.cluster.LocalProcess;
import dev.remocal.test.cluster.Project;
import dev.remocal.test.cluster.SampleManifests;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The demo in its order: inject, attach, divert by key, mirror, kill, and the traffic is back. */
final class Story implements AutoCloseable {

    private static final String KEY = "ada";
    private static final String MIRROR_KEY = "bob";
    private static final int REPLICAS = 2;
    private static final int ROUNDS = 25;

    private static final Duration ATTACH_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration COPIES_TIMEOUT = Duration.ofSeconds(10);

    /** A killed CLI is noticed within the second that port-forward lingers, a lost network within the heartbeat's 15. */
    private static final Duration RETURN_TIMEOUT = Duration.ofSeconds(20);

    private final Cluster cluster;
    private final String namespace;
    private final Project project;
    private final PrintStream out;
    private final Installation installation;
    private final int localPort = FreePorts.next();
    private final Traffic traffic;
    private final List<LocalProcess> processes = new ArrayList<>();

    Story(Cluster cluster, Installation installation, String namespace, Project project, PrintStream out) {
        this.cluster = cluster;
        this.installation = installation;
        this.namespace = namespace;
        this.project = project;
        this.out = out;
        out.println("Deploying " + REPLICAS
                + " replicas of payments, its neighbours and a caller into a namespace that opted" + " in …");
        installation.createNamespace(namespace, "enabled");
        installation.deployNeighbours(namespace);
        installation.deployShop(namespace, REPLICAS);
        this.traffic = new Traffic(cluster.service(namespace, "caller", SampleManifests.SERVICE_PORT));
    }

    DemoReport tell() {
        List<String> pods = showPods();
        out.println();
        out.println(
                "$ remocal attach svc/payments -n " + namespace + " --key ada -p " + localPort + " -- java payments");
        Instant start = Instant.now();
        LocalProcess session = attach(KEY, "divert", localService());
        long attachMillis = millisSince(start);
        out.println("  attached to " + pods.size() + " pods in " + attachMillis + " ms");
        session.awaitErrors("its address", ATTACH_TIMEOUT, text -> text.contains("serving as=" + Traffic.LOCAL_NAME));
        Surroundings surroundings = showSurroundings();
        divert();
        long copies = mirror();
        long returnMillis = kill(session);
        DemoReport report = new DemoReport(
                pods,
                traffic.requests(),
                traffic.servedByCluster(),
                traffic.servedByLocal(),
                copies,
                traffic.misrouted(),
                traffic.errors(),
                attachMillis,
                returnMillis,
                surroundings.environment(),
                surroundings.neighboursReached().size());
        out.println();
        out.println(
                report.requests() + " requests, " + report.misrouted() + " misrouted, " + report.errors() + " failed.");
        return report;
    }

    private List<String> showPods() {
        out.println();
        out.println("The webhook put a sidecar into each pod of payments:");
        List<String> names = new ArrayList<>();
        cluster.pods(namespace, Map.of("app", "payments")).forEach(pod -> {
            names.add(pod.getMetadata().getName());
            String captured = pod.getMetadata().getAnnotations().get("remocal.dev/captured");
            out.println(
                    "  " + pod.getMetadata().getName() + "  " + pod.getStatus().getPodIP() + "  captured " + captured);
        });
        return names;
    }

    /** What the pod's environment does not say: that it is on the developer's machine. */
    private List<String> localService() {
        List<String> command = new ArrayList<>(
                List.of("env", "HOST=127.0.0.1", "PORT=" + localPort, "SERVED_BY=" + Traffic.LOCAL_NAME));
        command.addAll(Images.sample());
        command.add("payments");
        return command;
    }

    private LocalProcess attach(String key, String mode, List<String> command) {
        List<String> arguments = new ArrayList<>(List.of("attach", "svc/payments", "--namespace=" + namespace));
        arguments.addAll(List.of("--key=" + key, "--mode=" + mode, "--port=" + localPort, "--output=json"));
        if (!command.isEmpty()) {
            arguments.add("--");
            arguments.addAll(command);
        }
        LocalProcess session = cluster.processes().cli(project, cluster.kubeconfig(), arguments.toArray(String[]::new));
        processes.add(session);
        session.awaitOutput("that it is attached", ATTACH_TIMEOUT, text -> text.contains("\"event\":\"attached\""));
        return session;
    }

    /** The three ways in which a request can carry a developer's key, in turn. */
    private static Map<String, String> keyed(String key, int number) {
        return List.of(
                        Map.of("x-remocal", key),
                        Map.of("baggage", "remocal=" + key),
                        Map.of("cookie", "remocal=" + key))
                .get(number % 3);
    }

    private void divert() {
        for (int i = 0; i < ROUNDS; i++) {
            traffic.send("/pay/" + i, keyed(KEY, i), Traffic.Side.LOCAL);
            traffic.send("/pay/" + i, Map.of(), Traffic.Side.CLUSTER);
            traffic.send("/pay/" + i, Map.of("x-remocal", "someone-else"), Traffic.Side.CLUSTER);
        }
        out.println();
        out.println(3 * ROUNDS + " requests by way of the caller, every third with the key ada (header, baggage or"
                + " cookie):");
        showAnswers();
    }

    private Surroundings showSurroundings() {
        Surroundings surroundings = Surroundings.of(local("/surroundings"));
        out.println("  payments on your machine found the pod's variables:");
        surroundings.variables().forEach(variable -> out.println("    " + variable));
        out.println("  and reached by their names: "
                + (surroundings.neighboursReached().isEmpty()
                        ? "nobody"
                        : String.join(", ", surroundings.neighboursReached())));
        surroundings.problems().forEach(problem -> out.println("  " + problem));
        return surroundings;
    }

    private void showAnswers() {
        traffic.takeAnswers().forEach((name, count) -> out.println("  " + name + " answered " + count));
    }

    private long mirror() {
        long before = servedLocally();
        out.println();
        out.println("$ remocal attach svc/payments -n " + namespace + " --key bob --mode mirror -p " + localPort);
        try (LocalProcess session = attach(MIRROR_KEY, "mirror", List.of())) {
            for (int i = 0; i < ROUNDS; i++) {
                traffic.send("/pay/" + i, keyed(MIRROR_KEY, i), Traffic.Side.CLUSTER);
            }
            Awaiting.until(
                    "all copies have arrived",
                    COPIES_TIMEOUT,
                    () -> servedLocally() - before >= ROUNDS,
                    () -> servedLocally() - before + " of " + ROUNDS + "; " + session.output());
        }
        long copies = servedLocally() - before;
        out.println("  your machine got " + copies + " copies of " + ROUNDS + " requests; answered by the cluster:");
        showAnswers();
        return copies;
    }

    private long servedLocally() {
        return local("/stats").get("served").asLong();
    }

    private JsonNode local(String path) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI address = URI.create("http://127.0.0.1:" + localPort + path);
            String body = client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
            return new ObjectMapper().readTree(body);
        } catch (IOException e) {
            throw new UncheckedIOException("the local service does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private long kill(LocalProcess session) {
        out.println();
        out.println("$ kill -9 " + session.pid() + "   # the CLI of ada, without a chance to say goodbye");
        List<ProcessHandle> orphans = session.descendants();
        Instant killed = Instant.now();
        session.kill();
        Awaiting.until(
                "the cluster serves ada's requests again",
                RETURN_TIMEOUT,
                () -> !traffic.send("/pay/back", keyed(KEY, 0), Traffic.Side.EITHER)
                        .equals(Traffic.LOCAL_NAME));
        long millis = millisSince(killed);
        orphans.forEach(ProcessHandle::destroy);
        // They have the port that the next local service is to have.
        orphans.forEach(orphan -> orphan.onExit().join());
        for (int i = 0; i < ROUNDS; i++) {
            traffic.send("/pay/" + i, keyed(KEY, i), Traffic.Side.CLUSTER);
        }
        out.println("  after " + millis + " ms the cluster answered ada's requests again:");
        showAnswers();
        return millis;
    }

    private static long millisSince(Instant start) {
        return Duration.between(start, Instant.now()).toMillis();
    }

    /** For what the invitation asks: the first one has ended with its session. */
    private void startLocalService() {
        LocalProcess local = cluster.processes().start("local-payments", Map.of(), localService());
        processes.add(local);
        local.awaitOutput("its address", ATTACH_TIMEOUT, text -> text.contains("serving"));
    }

    void invite() {
        startLocalService();
        InetSocketAddress payments = cluster.service(namespace, "payments", SampleManifests.SERVICE_PORT);
        String url = "http://" + payments.getHostString() + ":" + payments.getPort() + "/hello";
        out.print("""

                The cluster and the local service on port %4$d stay up until Ctrl-C. In a second terminal:

                  export KUBECONFIG=%1$s
                  %2$s attach svc/payments -n %5$s --key me -p %4$d

                and in a third:

                  curl %3$s                       # a pod answers
                  curl %3$s -H 'x-remocal: me'    # your machine answers
                  %2$s attach svc/payments -n %5$s --mode none -- sh -c 'curl "$SHOP_CATALOG_URL/hello"'
                  KUBECONFIG=%1$s kubectl -n %5$s get pods,svc,endpointslices

                """.formatted(cluster.kubeconfig(), project.file("remocal"), url, localPort, namespace));
    }

    @Override
    public void close() {
        traffic.close();
        processes.reversed().forEach(LocalProcess::close);
        installation.close();
    }
}
