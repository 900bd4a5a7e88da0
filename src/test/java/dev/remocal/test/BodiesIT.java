package dev.remocal.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remocal.test.cluster.Awaiting;
import dev.remocal.test.cluster.Cluster;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bodies of every size, both ways, to the app and to the developer; and peers that stand still. */
@ClusterTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BodiesIT {

    private static final Optional<String> ADA = Optional.of("ada");
    private static final int CHUNK_BYTES = 64 * 1024;

    /** What kernel buffers, stream windows and proxies on the way may hold of a body that nobody reads. */
    private static final long MOST_BYTES_IN_FLIGHT = 32L * 1024 * 1024;

    private static final long BODY_THAT_DOES_NOT_FIT = 256L * 1024 * 1024;

    private static final Duration STALL_TIMEOUT = Duration.ofSeconds(60);

    @SuppressWarnings("NullAway.Init")
    private ShopFixture shop;

    @BeforeAll
    void install(Cluster cluster) {
        shop = new ShopFixture(cluster, "bodies", 1);
    }

    @AfterEach
    void endLocal() {
        shop.endLocal();
    }

    @AfterAll
    void uninstall() {
        shop.close();
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "65536", "104857600"})
    void bodyArrivesWholeBothWaysWithLengthAndChunked(int size) throws Exception {
        var local = shop.startLocal("local-ada");
        shop.attach("ada", local.port());
        byte[] body = randomBytes(size);
        String hash = sha256(body);
        for (Optional<String> key : List.of(Optional.<String>empty(), ADA)) {
            for (boolean chunked : new boolean[] {false, true}) {
                assertThat(echoed(key, body, chunked)).isEqualTo(hash);
            }
        }
    }

    private String echoed(Optional<String> key, byte[] body, boolean chunked)
            throws IOException, ExecutionException, InterruptedException {
        try (HttpWire wire = shop.connect()) {
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> send(wire, key, body, chunked));
            HttpWire.Answer answer = wire.receive();
            sending.get();
            assertThat(answer.status()).isEqualTo(200);
            return sha256(answer.body());
        }
    }

    private static void send(HttpWire wire, Optional<String> key, byte[] body, boolean chunked) {
        try {
            wire.send(HttpWire.request("POST", "/echo", key)
                    + (chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + body.length)
                    + "\r\n\r\n");
            for (int from = 0; from < body.length; from += CHUNK_BYTES) {
                int length = Math.min(CHUNK_BYTES, body.length - from);
                byte[] part = Arrays.copyOfRange(body, from, from + length);
                if (chunked) {
                    wire.send(Integer.toHexString(length) + "\r\n").send(part).send("\r\n");
                } else {
                    wire.send(part);
                }
            }
            wire.send(chunked ? "0\r\n\r\n" : "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void readerThatStandsStillStopsTheDeveloperInsteadOfFillingMemory() throws Exception {
        try (ServerSocket local = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                HttpWire wire = shop.connect()) {
            shop.attach("ada", local.getLocalPort());
            wire.send(HttpWire.request("GET", "/", ADA) + "\r\n");
            AtomicLong written = new AtomicLong();
            Socket connection = acceptRequest(local);
            ResidentMemory memory = ResidentMemory.now();
            Thread sending = Thread.ofVirtual().start(() -> flood(connection, written));
            assertThat(wire.head()).startsWith("HTTP/1.1 200");
            awaitStall(written);
            assertThat(written.get()).isLessThan(MOST_BYTES_IN_FLIGHT);
            memory.assertNotGrown();
            connection.close();
            sending.join();
        }
    }

    @Test
    void developerWhoStandsStillStopsTheSenderInsteadOfFillingMemory() throws Exception {
        try (ServerSocket local = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                HttpWire wire = shop.connect()) {
            shop.attach("ada", local.getLocalPort());
            AtomicLong written = new AtomicLong();
            ResidentMemory memory = ResidentMemory.now();
            wire.send(HttpWire.request("POST", "/", ADA) + "Content-Length: " + BODY_THAT_DOES_NOT_FIT + "\r\n\r\n");
            Thread sending = Thread.ofVirtual().start(() -> upload(wire, written));
            try (Socket connection = acceptRequest(local)) {
                assertThat(connection.isConnected()).isTrue();
                awaitStall(written);
                assertThat(written.get()).isLessThan(MOST_BYTES_IN_FLIGHT);
                memory.assertNotGrown();
            }
            wire.hangUp();
            sending.join();
        }
    }

    /** The CLI looks whether anyone listens before it attaches; that connection brings no request. */
    private static Socket acceptRequest(ServerSocket local) throws IOException {
        Socket connection = local.accept();
        while (connection.getInputStream().read() < 0) {
            connection.close();
            connection = local.accept();
        }
        return connection;
    }

    private static void flood(Socket connection, AtomicLong written) {
        try {
            OutputStream out = connection.getOutputStream();
            out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + BODY_THAT_DOES_NOT_FIT + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            byte[] block = new byte[CHUNK_BYTES];
            while (written.get() < BODY_THAT_DOES_NOT_FIT) {
                out.write(block);
                written.addAndGet(block.length);
            }
        } catch (IOException closedByTheTest) {
            assertThat(connection.isClosed()).isTrue();
        }
    }

    private static void upload(HttpWire wire, AtomicLong written) {
        try {
            byte[] block = new byte[CHUNK_BYTES];
            while (written.get() < BODY_THAT_DOES_NOT_FIT) {
                wire.send(block);
                written.addAndGet(block.length);
            }
        } catch (IOException closedByTheTest) {
            assertThat(written.get()).isLessThan(MOST_BYTES_IN_FLIGHT);
        }
    }

    /** Until a second has passed in which nothing could be written. */
    private static void awaitStall(AtomicLong written) {
        long[] last = {-1, System.nanoTime()};
        Awaiting.until("the sender is held back", STALL_TIMEOUT, () -> {
            if (written.get() != last[0] || written.get() == 0) {
                last[0] = written.get();
                last[1] = System.nanoTime();
            }
            return System.nanoTime() - last[1] > Duration.ofSeconds(1).toNanos();
        });
    }

    private static byte[] randomBytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
