package dev.remocal.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remocal.test.cluster.Awaiting;
import dev.remocal.test.cluster.Cluster;
import dev.remocal.test.cluster.FreePorts;
import dev.remocal.test.cluster.LocalProcess;
import dev.remocal.test.cluster.Project;
import dev.remocal.test.cluster.SampleManifests;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A process on the laptop has what the container has: its environment and its files. */
@ClusterTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LocalProcessIT {

    private static final String NAMESPACE = "local-process";
    private static final Duration SOON = Duration.ofSeconds(60);

    private final Cluster cluster;
    private final List<LocalProcess> processes = new ArrayList<>();

    @SuppressWarnings("NullAway.Init")
    private ShopFixture shop;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    LocalProcessIT(Cluster cluster) {
        this.cluster = cluster;
    }

    @BeforeAll
    void install() {
        shop = new ShopFixture(cluster, NAMESPACE, installation -> {
            cluster.apply(NAMESPACE, payments());
            cluster.awaitReady(NAMESPACE, "payments");
        });
    }

    @AfterEach
    void end() {
        processes.forEach(LocalProcess::close);
        processes.clear();
    }

    @AfterAll
    void uninstall() {
        if (shop != null) {
            shop.close();
        }
    }

    @Test
    void envIsThatOfTheAppWithoutTheSidecarsChanges() {
        LocalProcess env = remocal("env", "svc/payments");
        assertThat(env.awaitExit(SOON)).as(env.toString()).isZero();
        assertThat(env.output().lines())
                .contains(
                        "PORT=8080",
                        "GREETING=hello",
                        "DB_PASSWORD=s3cret",
                        "DB_URL=db://ada:s3cret@db",
                        "POD_NAME=" + shop.pods().getFirst().getMetadata().getName(),
                        "PAYMENTS_SERVICE_PORT=" + SampleManifests.SERVICE_PORT)
                .anyMatch(line -> line.startsWith("PAYMENTS_PORT_" + SampleManifests.SERVICE_PORT + "_TCP_ADDR="));
    }

    @Test
    void aCommandHasEnvironmentAndFilesForAsLongAsTheSessionLasts() throws IOException {
        Path root = folder.resolve("session");
        Path seen = folder.resolve("seen");
        LocalProcess attach = attach(
                root,
                "echo $PORT $GREETING $DB_PASSWORD > " + seen + "; cat $REMOCAL_ROOT/etc/settings/greeting"
                        + " $REMOCAL_ROOT/etc/database/password >> " + seen);
        assertThat(attach.awaitExit(SOON)).as(attach.toString()).isZero();
        assertThat(seen).hasContent("8080 hello s3cret\nhellos3cret");
        assertThat(root).doesNotExist();
        assertThat(attach.output() + attach.errors()).doesNotContain("s3cret");
    }

    @Test
    void filesFollowAndAreRemovedAfterACrash() {
        Path root = folder.resolve("crash");
        LocalProcess attach = attach(root, "sleep 300");
        Path suffix = root.resolve("etc/settings/suffix");
        Awaiting.until("the files are there", SOON, () -> Files.exists(suffix), attach::toString);
        assertThat(suffix).hasContent("one");

        cluster.client()
                .configMaps()
                .inNamespace(NAMESPACE)
                .withName("settings")
                .edit(settings -> new ConfigMapBuilder(settings)
                        .addToData("suffix", "two")
                        .build());
        Awaiting.until("the file changes", SOON, () -> content(suffix).equals("two"), attach::toString);

        attach.kill();
        attach.awaitExit(SOON);
        assertThat(suffix).hasContent("two");
        LocalProcess next =
                remocal("files", "pull", "svc/payments", folder.resolve("next").toString());
        assertThat(next.awaitExit(SOON)).as(next.toString()).isZero();
        assertThat(root).doesNotExist();
        assertThat(folder.resolve("next/etc/settings/suffix")).hasContent("two");
    }

    private static String content(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With a key of its own: a sidecar notices a killed command only when its connection is gone. */
    private LocalProcess attach(Path root, String script) {
        String port = String.valueOf(FreePorts.next());
        return remocal(
                "attach",
                "svc/payments",
                "-p",
                port,
                "--key",
                root.getFileName().toString(),
                "--files",
                root.toString(),
                "--",
                "sh",
                "-c",
                script);
    }

    private LocalProcess remocal(String... arguments) {
        List<String> command = new ArrayList<>(Project.find().requireCommand("cli"));
        command.addAll(List.of(arguments));
        command.addAll(
                command.indexOf(arguments[0]) + (arguments[0].equals("files") ? 2 : 1), List.of("-n", NAMESPACE));
        LocalProcess process = cluster.processes()
                .start(
                        "remocal",
                        Map.of(
                                "KUBECONFIG",
                                cluster.kubeconfig().toString(),
                                "XDG_STATE_HOME",
                                folder.resolve("state").toString()),
                        command);
        processes.add(process);
        return process;
    }

    private String payments() {
        return """
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: settings}
                data: {greeting: hello, suffix: one}
                ---
                apiVersion: v1
                kind: Secret
                metadata: {name: database}
                data: {user: YWRh, password: czNjcmV0}
                ---
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: payments}
                spec:
                  replicas: 1
                  selector: {matchLabels: {app: payments}}
                  template:
                    metadata:
                      labels: {app: payments, remocal.dev/inject: "true"}
                      annotations: {remocal.dev/shift: "8080=port"}
                    spec:
                      securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
                      volumes:
                      - {name: settings, configMap: {name: settings}}
                      - {name: database, secret: {secretName: database, defaultMode: 256}}
                      containers:
                      - name: app
                        image: %s
                        args: [payments]
                        env:
                        - {name: PORT, value: "8080"}
                        - {name: GREETING, valueFrom: {configMapKeyRef: {name: settings, key: greeting}}}
                        - {name: DB_PASSWORD, valueFrom: {secretKeyRef: {name: database, key: password}}}
                        - {name: DB_URL, value: "db://ada:$(DB_PASSWORD)@db"}
                        - {name: POD_NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
                        ports: [{name: http, containerPort: 8080}]
                        volumeMounts:
                        - {name: settings, mountPath: /etc/settings}
                        - {name: database, mountPath: /etc/database}
                        securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
                        readinessProbe: {httpGet: {path: /healthz, port: 8080}, periodSeconds: 1}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: payments}
                spec:
                  type: %s
                  selector: {app: payments}
                  ports: [{name: http, port: %d, targetPort: 8080}]
                """.formatted(cluster.sampleImage(), cluster.serviceType(), SampleManifests.SERVICE_PORT);
    }
}
