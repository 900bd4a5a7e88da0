package dev.remocal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remocal.cli.manifest.Manifest;
import dev.remocal.cli.manifest.Outcome;
import dev.remocal.injector.InjectionSettings;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The two commands' decisions on manifests; how text is changed is ManifestTest's. */
class InjectingTest {

    private static final InjectionSettings SETTINGS = new InjectionSettings(
            "registry.example/sidecar:1", null, "10m", "1", "96Mi", "256Mi", OptionalLong.of(65_532));

    private static final String DEPLOYMENT = """
            # The service that takes money.
            apiVersion: apps/v1
            kind: %s
            metadata:
              name: payments
            spec:
              template:
                metadata:
                  labels: {app: payments}
                spec:
                  containers:
                  - name: app
                    image: payments:1   # pinned
                    ports:
                    - name: http
                      containerPort: 8080
                    readinessProbe:
                      httpGet: {path: /ready, port: http}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: payments}
            """;

    @ParameterizedTest
    @CsvSource({"Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job"})
    void aWorkloadIsInjectedAndTakenBackByteForByte(String kind) {
        String text = DEPLOYMENT.formatted(kind);

        Manifest.Rewritten injected = Manifest.rewrite("x", text, new Injecting(SETTINGS));
        assertThat(injected.outcomes()).singleElement().isInstanceOf(Outcome.Changed.class);
        assertThat(injected.text())
                .contains("# The service that takes money.", "# pinned", "containerPort: 14100", "name: remocal");

        Manifest.Rewritten again = Manifest.rewrite("x", injected.text(), new Injecting(SETTINGS));
        assertThat(again.text()).isEqualTo(injected.text());

        assertThat(Manifest.rewrite("x", injected.text(), new Uninjecting()).text())
                .isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "metadata: {}",
                "metadata: {} # none",
                "metadata:",
                "metadata: # none",
                "metadata:\n      labels: {}",
                "metadata:\n      annotations:",
                "metadata:\n      labels: {}\n      # none yet\n      annotations: {}",
                "metadata: {labels: {}}"
            })
    void whatWasEmptyIsAsEmptyAgain(String metadata) {
        for (String spec : List.of("", "initContainers: []", "initContainers:", "volumes: [] # none", "volumes:")) {
            String text = DEPLOYMENT
                    .formatted("Deployment")
                    .replace("    metadata:\n      labels: {app: payments}\n", line("    ", metadata))
                    .replace("    spec:\n      containers", "    spec:\n" + line("      ", spec) + "      containers");

            String injected =
                    Manifest.rewrite("x", text, new Injecting(SETTINGS)).text();

            assertThat(injected).contains("name: remocal", "remocal.dev/captured");
            assertThat(Manifest.rewrite("x", injected, new Uninjecting()).text())
                    .isEqualTo(text);
        }
    }

    private static String line(String indent, String text) {
        return text.isEmpty() ? "" : indent + text + "\n";
    }

    @Test
    void whatDevelopersMayReachIsToldToTheSidecar() {
        String text = DEPLOYMENT
                .formatted("Deployment")
                .replace(
                        "labels: {app: payments}",
                        "labels: {app: payments}\n      annotations: {remocal.dev/outgoing: '!*:5432'}");

        String injected = Manifest.rewrite("x", text, new Injecting(SETTINGS)).text();

        assertThat(injected).containsPattern("name: REMOCAL_OUTGOING\\s+value: ['\"]!\\*:5432['\"]");
        assertThat(Manifest.rewrite("x", injected, new Uninjecting()).text()).isEqualTo(text);
    }

    @Test
    void whatIsSaidNamesTheWorkloadOnce() {
        String cronJob = """
                apiVersion: batch/v1
                kind: CronJob
                metadata: {name: nightly}
                spec: {jobTemplate: {spec: {template: {spec: {containers: [{name: job}]}}}}}
                """;
        assertThat(Manifest.rewrite("x", cronJob, new Injecting(SETTINGS)).outcomes())
                .containsExactly(new Outcome.Kept(
                        "cronjob/nightly",
                        "nothing-to-capture",
                        "No app container of the pod template names a TCP port; name the one its Service targets.",
                        false));
    }

    @Test
    void whatHasNoSidecarIsNoFailure() {
        Manifest.Rewritten rewritten = Manifest.rewrite("x", DEPLOYMENT.formatted("Deployment"), new Uninjecting());

        assertThat(rewritten.text()).isEqualTo(DEPLOYMENT.formatted("Deployment"));
        assertThat(rewritten.outcomes())
                .singleElement()
                .isInstanceOfSatisfying(
                        Outcome.Kept.class, kept -> assertThat(kept.intended()).isTrue());
    }

    @Test
    void whoOptsOutIsLeftAloneAndWhoCannotBeCapturedIsAmiss() {
        String text = DEPLOYMENT.formatted("Deployment");
        Manifest.Rewritten optedOut = Manifest.rewrite(
                "x",
                text.replace("{app: payments}", "{app: payments, remocal.dev/inject: \"false\"}"),
                new Injecting(SETTINGS));
        Manifest.Rewritten hostNetwork = Manifest.rewrite(
                "x",
                text.replace("      containers:", "      hostNetwork: true\n      containers:"),
                new Injecting(SETTINGS));

        assertThat(optedOut.outcomes())
                .singleElement()
                .isInstanceOfSatisfying(
                        Outcome.Kept.class, kept -> assertThat(kept.intended()).isTrue());
        assertThat(hostNetwork.outcomes()).singleElement().isInstanceOfSatisfying(Outcome.Kept.class, kept -> {
            assertThat(kept.intended()).isFalse();
            assertThat(kept.code()).isEqualTo("host-network");
        });
    }
}
