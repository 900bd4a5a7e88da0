package dev.remocal.test.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.remocal.test.cluster.Certificates;
import dev.remocal.test.cluster.FreePorts;
import dev.remocal.test.cluster.LocalProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;

/** Sends reviews of pods of several sizes to one replica of the webhook, over TLS as the API server does. */
final class AdmissionsRun {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final BenchOptions options;
    private final Launcher launcher;
    private final Consumer<String> progress;
    private final Certificates authority = new Certificates();
    private final Certificates.ServerCertificate certificate = authority.issue("127.0.0.1");
    private final int port = FreePorts.next();
    private final int management = FreePorts.next();
    private final HttpClient client = HttpClient.newBuilder()
            .sslContext(trusting(authority.authorityPem()))
            .version(HttpClient.Version.HTTP_2)
            .build();

    AdmissionsRun(BenchOptions options, Launcher launcher, Consumer<String> progress) {
        this.options = options;
        this.launcher = launcher;
        this.progress = progress;
    }

    Admissions run() {
        progress.accept("admissions: starts");
        List<Double> starts = new ArrayList<>();
        for (int i = 0; i < BenchLimits.STARTS; i++) {
            starts.add(oneStart());
        }
        try (LocalProcess webhook = launcher.shippedWebhook(port, management, certificate)) {
            awaitReady(webhook);
            FootprintRun.pause(BenchLimits.SETTLE);
            double idle = ProcFiles.memory(webhook.pid()).resident();
            List<Admissions.AdmissionRow> rows = rows(webhook.pid());
            return new Admissions(
                    rows, Medians.of(starts, Double::doubleValue), idle, ProcFiles.highestResident(webhook.pid()));
        }
    }

    private List<Admissions.AdmissionRow> rows(long webhook) {
        Map<Integer, HttpRequest> reviews = new LinkedHashMap<>();
        BenchLimits.POD_KILOBYTES.forEach(kilobytes -> reviews.put(kilobytes, request(kilobytes)));
        reviews.forEach((kilobytes, review) -> {
            progress.accept("admissions: warms up with pods of %d KB".formatted(kilobytes));
            asManyAsAreAnswered(review, BenchLimits.JVM_WARM_UP_SECONDS);
        });
        Map<Integer, List<Admissions.AdmissionRow>> turns = new LinkedHashMap<>();
        for (int round = 0; round < options.rounds(); round++) {
            progress.accept("admissions: round %d of %d".formatted(round + 1, options.rounds()));
            reviews.forEach((kilobytes, review) -> {
                Admissions.AdmissionRow turn = turn(webhook, kilobytes, review);
                progress.accept("  %3d KB %6.0f/s at most, at %d/s %6.0f us p50, %6.0f us p99, %.0f failed"
                        .formatted(
                                kilobytes,
                                turn.mostPerSecond(),
                                BenchLimits.ADMISSIONS_PER_SECOND,
                                turn.p50Micros(),
                                turn.p99Micros(),
                                turn.failed()));
                turns.computeIfAbsent(kilobytes, first -> new ArrayList<>()).add(turn);
            });
        }
        return turns.entrySet().stream()
                .map(entry -> medians(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static Admissions.AdmissionRow medians(int kilobytes, List<Admissions.AdmissionRow> turns) {
        return new Admissions.AdmissionRow(
                kilobytes,
                Medians.of(turns, Admissions.AdmissionRow::mostPerSecond),
                Medians.of(turns, Admissions.AdmissionRow::cpuMicros),
                Medians.of(turns, Admissions.AdmissionRow::p50Micros),
                Medians.of(turns, Admissions.AdmissionRow::p99Micros),
                turns.stream().mapToDouble(Admissions.AdmissionRow::failed).sum());
    }

    private double oneStart() {
        long began = System.nanoTime();
        try (LocalProcess webhook = launcher.shippedWebhook(port, management, certificate)) {
            awaitReady(webhook);
            return (System.nanoTime() - began) / 1e6;
        }
    }

    private void awaitReady(LocalProcess webhook) {
        HttpRequest ready = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + management + "/q/health/ready"))
                .build();
        long end = System.nanoTime() + BenchLimits.START_TIMEOUT.toNanos();
        while (!answers(ready)) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("the webhook is not ready\n" + webhook);
            }
            FootprintRun.pause(BenchLimits.WEBHOOK_START_PROBE);
        }
    }

    private boolean answers(HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest request(int kilobytes) {
        return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + "/mutate/pods/all"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(review(kilobytes)))
                .build();
    }

    private Admissions.AdmissionRow turn(long webhook, int kilobytes, HttpRequest review) {
        double before = ProcFiles.cpuMicros(webhook);
        Turn most = asManyAsAreAnswered(review, options.seconds());
        double cpu = ProcFiles.cpuMicros(webhook) - before;
        Turn paced = paced(review, options.seconds());
        return new Admissions.AdmissionRow(
                kilobytes,
                most.answered() / (double) options.seconds(),
                cpu / most.answered(),
                paced.p50Micros(),
                paced.p99Micros(),
                (double) most.failed() + paced.failed());
    }

    private record Turn(int answered, double p50Micros, double p99Micros, int failed) {}

    private Turn asManyAsAreAnswered(HttpRequest review, int seconds) {
        Answers answers = new Answers();
        Semaphore room = new Semaphore(BenchLimits.ADMISSIONS_AT_ONCE);
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        while (System.nanoTime() < end) {
            room.acquireUninterruptibly();
            answers.await(review, System.nanoTime()).whenComplete((answer, failure) -> room.release());
        }
        return answers.all();
    }

    /** Each is timed from when it was due, so that one that is late makes those behind it late too. */
    private Turn paced(HttpRequest review, int seconds) {
        Answers answers = new Answers();
        long start = System.nanoTime();
        long between = Duration.ofSeconds(1).toNanos() / BenchLimits.ADMISSIONS_PER_SECOND;
        for (int i = 0; i < seconds * BenchLimits.ADMISSIONS_PER_SECOND; i++) {
            long due = start + i * between;
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            answers.await(review, due);
        }
        return answers.all();
    }

    /** Collects what comes of reviews that were sent. */
    private final class Answers {

        private final List<CompletableFuture<Long>> sent = new ArrayList<>();
        private final AtomicInteger failed = new AtomicInteger();

        CompletableFuture<Long> await(HttpRequest review, long due) {
            CompletableFuture<Long> answer = client.sendAsync(review, HttpResponse.BodyHandlers.ofString())
                    .thenApply(response -> micros(response, due))
                    .exceptionally(failure -> {
                        failed.incrementAndGet();
                        return Long.MAX_VALUE;
                    });
            sent.add(answer);
            return answer;
        }

        private long micros(HttpResponse<String> response, long due) {
            if (response.statusCode() != 200 || !response.body().contains("\"patch\"")) {
                throw new IllegalStateException("no patch: " + response.statusCode());
            }
            return (System.nanoTime() - due) / 1000;
        }

        Turn all() {
            long[] micros = sent.stream()
                    .mapToLong(CompletableFuture::join)
                    .filter(one -> one != Long.MAX_VALUE)
                    .toArray();
            Arrays.sort(micros);
            return new Turn(
                    micros.length, Medians.percentile(micros, 0.5), Medians.percentile(micros, 0.99), failed.get());
        }
    }

    /** A pod of about so many KB; what makes it large is environment, as in real ones. */
    private static byte[] review(int kilobytes) {
        ObjectNode pod = (ObjectNode) json("""
                {"apiVersion": "v1", "kind": "Pod", "metadata": {"generateName": "shop-"}, "spec": {"containers": [
                {"name": "app", "image": "example/app:1", "ports": [{"name": "http", "containerPort": 8080}], "env": []}]}}""");
        ArrayNode environment = (ArrayNode) pod.at("/spec/containers/0/env");
        for (int i = 0; pod.toString().length() < kilobytes * 1000; i++) {
            environment.addObject().put("name", "VARIABLE_" + i).put("value", "value-of-some-length-".repeat(3) + i);
        }
        ObjectNode review = (ObjectNode) json("""
                {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {
                "uid": "6f1a4d3e-8b7c-4c1f-9d58-0c3a5a1f2b10", "kind": {"group": "", "version": "v1", "kind": "Pod"},
                "operation": "CREATE", "namespace": "shop", "dryRun": false}}""");
        ((ObjectNode) review.path("request")).set("object", pod);
        return review.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static SSLContext trusting(String pem) {
        try {
            return Certificates.trusting(pem.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
