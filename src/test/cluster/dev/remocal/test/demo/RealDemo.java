package dev.remocal.test.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.remocal.test.cluster.Awaiting;
import dev.remocal.test.cluster.Cluster;
import dev.remocal.test.cluster.ClusterUnavailableException;
import dev.remocal.test.cluster.ContextCluster;
import dev.remocal.test.cluster.Installation;
import dev.remocal.test.cluster.Project;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The demo on a real cluster: says what it will do there, asks, and leaves nothing behind. */
final class RealDemo implements AutoCloseable {

    /** The suffix that the chart's webhooks have, whatever the release is called. */
    private static final String WEBHOOK = ".injection.remocal.dev";

    private static final String WEBHOOK_DEPLOYMENT = "remocal-webhook";

    /** Two pulls and two starts. */
    private static final Duration INSTALL_TIMEOUT = Duration.ofMinutes(5);

    /** Pods that are deleted have their 30 s, and the namespace goes after them. */
    private static final Duration REMOVAL_TIMEOUT = Duration.ofMinutes(2);

    private final DemoOptions options;
    private final Path chart;
    private final Cluster cluster;
    private final PrintStream out;
    private final boolean installed;
    private boolean removed;
    private volatile boolean ending;

    private RealDemo(DemoOptions options, Path chart, Cluster cluster, PrintStream out) {
        this.options = options;
        this.chart = chart;
        this.cluster = cluster;
        this.out = out;
        this.installed =
                cluster.client().admissionRegistration().v1().mutatingWebhookConfigurations().list().getItems().stream()
                        .flatMap(configuration -> configuration.getWebhooks().stream())
                        .anyMatch(webhook -> webhook.getName().endsWith(WEBHOOK));
    }

    /** @throws ClusterUnavailableException where the cluster cannot be had, or what would be made there is there */
    static RealDemo open(DemoOptions options, Project project, PrintStream out) throws ClusterUnavailableException {
        Path chart = project.file("charts/remocal");
        String sample = options.sampleImage().orElseGet(() -> sample(chart));
        ContextCluster cluster = ContextCluster.open(options.context().orElseThrow(), sample);
        RealDemo demo = new RealDemo(options, chart, cluster, out);
        demo.requireFree(options.namespace());
        if (!demo.installed) {
            demo.requireFree(HelmProcess.RELEASE);
        }
        return demo;
    }

    /** Beside the sidecar in the same registry, of the same version. */
    private static String sample(Path chart) {
        try {
            JsonNode values =
                    new YAMLMapper().readTree(chart.resolve("values.yaml").toFile());
            return values.at("/sidecar/image").asText().replace("/sidecar:", "/sample:");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void requireFree(String namespace) throws ClusterUnavailableException {
        if (cluster.client().namespaces().withName(namespace).get() != null) {
            cluster.close();
            throw new ClusterUnavailableException("Namespace " + namespace
                    + " is there already, and the demo removes what it makes; "
                    + (namespace.equals(HelmProcess.RELEASE)
                            ? "delete it, or install the chart in it, which the demo then uses."
                            : "choose another one with -n."));
        }
    }

    Cluster cluster() {
        return cluster;
    }

    /** Whether the user agrees with what is going to be done. */
    boolean agreed() {
        String webhook = installed
                ? "uses the webhook that is installed there already;"
                : "installs the chart " + HelmProcess.RELEASE + " into a new namespace " + HelmProcess.RELEASE + ";";
        out.print("""
                On the cluster of context %1$s (%2$s) the demo
                - %3$s
                - makes a namespace %4$s and deploys payments (2 pods) and a caller into it, image %5$s;
                - attaches to them from this machine;
                - and removes all of that again, also after Ctrl-C.
                """.formatted(
                        options.context().orElseThrow(), cluster, webhook, options.namespace(), cluster.sampleImage()));
        return options.yes() || answer();
    }

    private boolean answer() {
        out.print("Go on? [y/N] ");
        out.flush();
        try {
            BufferedReader input = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
            return Optional.ofNullable(input.readLine())
                    .filter("y"::equalsIgnoreCase)
                    .isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    /** Where the user does not agree. */
    void forgo() {
        removed = true;
        cluster.close();
    }

    /** From here on, an end of this process removes what was made. */
    Installation install() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::end, "remove-demo"));
        if (!installed) {
            out.println("Installing the chart …");
            installChart();
            cluster.client()
                    .apps()
                    .deployments()
                    .inNamespace(HelmProcess.RELEASE)
                    .withName(WEBHOOK_DEPLOYMENT)
                    .waitUntilReady(INSTALL_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        }
        return Installation.present(cluster);
    }

    private void end() {
        ending = true;
        close();
    }

    /** Whether this process is asked to end: what then fails does so for that. */
    boolean ending() {
        return ending;
    }

    /** A removal waits until this is over. */
    private synchronized void installChart() {
        Map<String, String> values = new HashMap<>();
        options.webhookImage().ifPresent(image -> values.put("webhook.image", image));
        options.sidecarImage()
                .ifPresent(image -> values.putAll(Map.of("sidecar.image", image, "sidecar.jvmImage", image)));
        HelmProcess.install(chart, cluster.kubeconfig(), values);
    }

    /** Removes what was made, once, whoever comes first: the end of the story, or that of this process. */
    @Override
    public synchronized void close() {
        if (removed) {
            return;
        }
        removed = true;
        out.println("Removing what the demo has made …");
        try {
            remove();
            out.println("Nothing of it is left.");
        } finally {
            cluster.close();
        }
    }

    private void remove() {
        removeNamespace(options.namespace());
        if (!installed) {
            HelmProcess.uninstall(cluster.kubeconfig());
            removeNamespace(HelmProcess.RELEASE);
        }
    }

    private void removeNamespace(String namespace) {
        cluster.client().namespaces().withName(namespace).delete();
        Awaiting.until(
                "namespace " + namespace + " is gone",
                REMOVAL_TIMEOUT,
                () -> cluster.client().namespaces().withName(namespace).get() == null);
    }
}
