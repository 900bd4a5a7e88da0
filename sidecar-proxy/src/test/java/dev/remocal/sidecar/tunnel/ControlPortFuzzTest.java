package dev.remocal.sidecar.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.BugDetectors;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** Whatever comes in on one connection of the control port, it ends, and the session on another one is not disturbed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ControlPortFuzzTest {

    private static final byte[] PREFACE_AND_SETTINGS =
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);

    private final ControlPort control = new ControlPort();
    private final Client neighbour = control.client();

    @BeforeAll
    void attachNeighbour() throws InterruptedException {
        neighbour.admit("session-1", "key:ada");
        neighbour.activate("session-1");
    }

    @AfterAll
    void close() {
        neighbour.close();
        control.close();
    }

    /** The first byte says whether the others come behind the preface of HTTP/2. */
    @FuzzTest(maxDuration = "10m")
    void nobodyElseIsDisturbed(byte[] bytes) throws Exception {
        BugDetectors.allowNetworkConnections();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), control.port())) {
            socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(Stream.TIMEOUT));
            send(socket, bytes);
        }
        neighbour.awaitFrames();
        assertThat(control.sessions.active())
                .extracting(developer -> developer.spec().id())
                .contains("session-1");
    }

    private static void send(Socket socket, byte[] bytes) throws IOException {
        try {
            if (bytes.length > 0 && bytes[0] != 0) {
                socket.getOutputStream().write(PREFACE_AND_SETTINGS);
            }
            socket.getOutputStream().write(bytes, Math.min(1, bytes.length), Math.max(0, bytes.length - 1));
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        } catch (SocketException reset) {
            // As good an end as any other.
            assertThat(reset).hasMessageMatching("(?i).*(reset|broken pipe|aborted).*");
        }
    }
}
