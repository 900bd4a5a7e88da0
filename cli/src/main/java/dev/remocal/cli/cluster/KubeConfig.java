package dev.remocal.cli.cluster;

import dev.remocal.cli.failure.CliException;
import dev.remocal.cli.failure.CliFailure;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Finds the cluster as kubectl does: flag, KUBECONFIG (several files are merged), home directory, service account. */
final class KubeConfig {

    /** A cluster that does not take a connection within this is reported, not waited for. */
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    /** An API server that does not answer a request within this is reported. */
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);

    /** Between two tries to watch the pods again; a rollout must not wait for longer. */
    private static final Duration WATCH_RETRY = Duration.ofMillis(200);

    private KubeConfig() {}

    static Config load(ClusterOptions options) {
        Config config = read(options);
        options.context().ifPresent(context -> requireContext(config, context));
        ClientKey.nameAlgorithm(config);
        config.setConnectionTimeout((int) CONNECT_TIMEOUT.toMillis());
        config.setRequestTimeout((int) REQUEST_TIMEOUT.toMillis());
        config.setRequestRetryBackoffLimit(0);
        config.setWatchReconnectInterval((int) WATCH_RETRY.toMillis());
        options.namespace().ifPresent(config::setNamespace);
        return config;
    }

    private static Config read(ClusterOptions options) {
        try {
            return options.kubeconfig().map(file -> fromFile(options, file)).orElseGet(() -> automatic(options));
        } catch (KubernetesClientException e) {
            throw new CliException(
                    new CliFailure.NoKubeconfig("The kubeconfig cannot be read: " + e.getMessage()
                            + "; check the file with `kubectl config view`."),
                    e);
        }
    }

    private static Config fromFile(ClusterOptions options, Path file) {
        if (!Files.isReadable(file)) {
            throw noKubeconfig("The kubeconfig " + file + " does not exist or cannot be read; check --kubeconfig.");
        }
        return requireServer(Config.fromKubeconfig(options.context().orElse(null), file.toFile()), file.toString());
    }

    private static Config automatic(ClusterOptions options) {
        String files = String.join(", ", Config.getKubeconfigFilenames());
        return requireServer(Config.autoConfigure(options.context().orElse(null)), files);
    }

    private static Config requireServer(Config config, String files) {
        boolean known = config.getCurrentContext() != null
                || !config.getMasterUrl().startsWith(Config.DEFAULT_MASTER_URL)
                || config.getAutoOAuthToken() != null;
        if (!known) {
            throw noKubeconfig("No cluster is configured: " + files
                    + " does not exist or has no current context; set KUBECONFIG or give --kubeconfig and --context.");
        }
        return config;
    }

    private static void requireContext(Config config, String context) {
        List<String> known =
                config.getContexts().stream().map(named -> named.getName()).toList();
        if (!known.contains(context)) {
            throw new CliException(new CliFailure.NoSuchContext(context, known));
        }
    }

    static String contextName(Config config) {
        return Optional.ofNullable(config.getCurrentContext())
                .map(context -> context.getName())
                .orElse("(none)");
    }

    private static CliException noKubeconfig(String sentence) {
        return new CliException(new CliFailure.NoKubeconfig(sentence));
    }
}
