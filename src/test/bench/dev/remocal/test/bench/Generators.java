package dev.remocal.test.bench;

import dev.remocal.test.cluster.LocalProcess;
import dev.remocal.test.cluster.LocalProcesses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes the loads: wrk for HTTP/1.1, h2load for HTTP/2, PacedLoad for fixed rates, a socket of its own for transfers. */
final class Generators {

    private final LocalProcesses processes;
    private final Path folder;
    private final H2load.Files files;

    Generators(LocalProcesses processes, Path folder) {
        this.processes = processes;
        this.folder = folder;
        this.files =
                new H2load.Files(folder.resolve("h2load.log").toString(), write("grpc.body", GrpcService.message()));
    }

    private String write(String name, byte[] bytes) {
        try {
            return Files.write(folder.resolve(name), bytes).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As many requests as are answered. */
    Sample requests(Running running, Load.Requests requests, int seconds) {
        return requests.isHttp2() ? h2load(running, requests, seconds) : wrk(running, requests, seconds);
    }

    /** So many requests a second, whether they are answered as fast or not. */
    static Sample paced(Running running, Load.Requests requests, int seconds, double rate) {
        int port = requests.isHttp2() ? running.http2() : running.http1();
        try (PacedLoad load = new PacedLoad(requests, port)) {
            return load.run(seconds, rate);
        }
    }

    private Sample wrk(Running running, Load.Requests requests, int seconds) {
        String script = write(
                "wrk-" + requests.kind() + ".lua", Wrk.script(requests.kind()).getBytes(StandardCharsets.UTF_8));
        List<String> command = Wrk.command(Tool.WRK.require(), script, requests, seconds, running.url(requests));
        return Wrk.parse(output("wrk", command, seconds));
    }

    private Sample h2load(Running running, Load.Requests requests, int seconds) {
        List<String> command = H2load.command(Tool.H2LOAD.require(), files, requests, seconds, running.url(requests));
        String output = output("h2load", command, seconds);
        try {
            Path log = Path.of(files.log());
            List<String> lines = Files.readAllLines(log);
            Files.delete(log);
            return H2load.parse(output, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String output(String name, List<String> command, int seconds) {
        try (LocalProcess process = processes.start(name, Map.of(), command)) {
            int exit = process.awaitExit(Duration.ofSeconds(seconds).plus(BenchLimits.OVERTIME));
            if (exit != 0) {
                throw new IllegalStateException(String.join(" ", command) + "\nended with " + exit + "\n" + process);
            }
            return process.output();
        }
    }

    /** Whole bodies, one after the other, until the time is over; at least one. */
    static Sample transfers(Running running, Load.Direction direction, int seconds) {
        List<Long> micros = new ArrayList<>();
        long failed = 0;
        long start = System.nanoTime();
        long end = start + Duration.ofSeconds(seconds).toNanos();
        do {
            long began = System.nanoTime();
            try (HttpClientSocket client = new HttpClientSocket(running.http1())) {
                transfer(client, direction);
                micros.add((System.nanoTime() - began) / 1000);
            } catch (IOException cut) {
                failed++;
            }
        } while (System.nanoTime() < end);
        return sample(micros, failed, start);
    }

    static Sample sample(List<Long> micros, long failed, long startNanos) {
        long[] sorted = micros.stream().mapToLong(Long::longValue).sorted().toArray();
        return new Sample(
                sorted.length,
                failed,
                (System.nanoTime() - startNanos) / 1e9,
                Medians.percentile(sorted, 0.50),
                Medians.percentile(sorted, 0.99));
    }

    /** Connections that are kept open after a response each, until what happens meanwhile is over. */
    static Sample idle(Running running, int number, Runnable meanwhile) {
        List<HttpClientSocket> open = new ArrayList<>();
        List<Long> micros = new ArrayList<>();
        long start = System.nanoTime();
        try {
            for (int i = 0; i < number; i++) {
                long began = System.nanoTime();
                HttpClientSocket client = new HttpClientSocket(running.http1());
                open.add(client);
                client.get(HttpRequests.SMALL_PATH);
                micros.add((System.nanoTime() - began) / 1000);
            }
        } catch (IOException refused) {
            return sample(micros, number - micros.size(), start);
        }
        Sample sample = sample(micros, 0, start);
        meanwhile.run();
        open.forEach(HttpClientSocket::close);
        return sample;
    }

    static void transfer(HttpClientSocket client, Load.Direction direction) throws IOException {
        switch (direction) {
            case UPLOAD -> client.post(HttpRequests.UPLOAD_PATH, BenchLimits.TRANSFER_BYTES);
            case DOWNLOAD -> {
                long length = client.get(HttpRequests.DOWNLOAD_PATH);
                if (length != BenchLimits.TRANSFER_BYTES) {
                    throw new IOException("a body of " + length + " bytes is not the one that was asked for");
                }
            }
        }
    }
}
