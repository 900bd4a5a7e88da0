package dev.remocal.cli.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.remocal.cli.supervision.RefusedConnectionException.Reason;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** With real processes; bash(1) connects by itself where a path begins with /dev/tcp. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux has seccomp")
class SupervisorTest {

    /** Nobody has these (RFC 5737, RFC 3849). */
    private static final InetSocketAddress NOWHERE = new InetSocketAddress("192.0.2.7", 80);

    private static final InetSocketAddress NOWHERE6 = new InetSocketAddress("2001:db8::7", 80);

    @TempDir
    private Path folder;

    private ServerSocket server;
    private Thread greeter;
    private DatagramSocket datagrams;
    private final Semaphore waits = new Semaphore(0);
    private CompletionStage<InetSocketAddress> forThoseWhoWait;
    private Supervisor supervisor;
    private boolean closed;

    @BeforeEach
    void start() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        datagrams = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        forThoseWhoWait = CompletableFuture.completedFuture(address(server));
        greeter = Thread.ofVirtual().start(() -> greet(server));
        Thread.ofVirtual().start(() -> echo(datagrams));
        try {
            supervisor = Supervisor.start(new ToServer());
        } catch (SupervisionUnavailableException e) {
            Assumptions.abort("this machine allows no supervision: " + e.getMessage());
        }
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        datagrams.close();
        if (supervisor != null && !closed) {
            supervisor.close();
        }
    }

    private static InetSocketAddress address(ServerSocket server) {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    private final class ToServer implements Routes {

        @Override
        public boolean concern(InetSocketAddress asked) {
            return asked.equals(NOWHERE) || asked.equals(NOWHERE6);
        }

        @Override
        public Optional<CompletionStage<InetSocketAddress>> stream(InetSocketAddress asked, boolean waiting) {
            if (!waiting) {
                return Optional.of(CompletableFuture.completedFuture(address(server)));
            }
            waits.release();
            return Optional.of(forThoseWhoWait);
        }

        @Override
        public Optional<InetSocketAddress> datagram(InetSocketAddress asked) {
            return Optional.of((InetSocketAddress) datagrams.getLocalSocketAddress());
        }

        @Override
        public boolean close(String path) {
            return path.endsWith("/closed");
        }
    }

    private static void greet(ServerSocket server) {
        try {
            while (true) {
                try (Socket client = server.accept()) {
                    client.getOutputStream().write("hello\n".getBytes(StandardCharsets.US_ASCII));
                }
            }
        } catch (IOException closed) {
            assert server.isClosed() : closed;
        }
    }

    private static void echo(DatagramSocket socket) {
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(new byte[64], 64);
                socket.receive(packet);
                socket.send(packet);
            }
        } catch (IOException closed) {
            assert socket.isClosed() : closed;
        }
    }

    private String run(String script) throws Exception {
        Process process = supervisor.supervised(() -> new ProcessBuilder("bash", "-c", script)
                .redirectErrorStream(true)
                .start());
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return said;
    }

    @Test
    void connectionLeadsElsewhere() throws Exception {
        assertThat(run("cat </dev/tcp/192.0.2.7/80")).isEqualTo("hello\n");
    }

    @Test
    void grandchildrensConnectionsToo() throws Exception {
        assertThat(run("(sh -c 'exec bash -c \"cat </dev/tcp/192.0.2.7/80\"')")).isEqualTo("hello\n");
    }

    @Test
    void socketsForIpv6LeadThereToo() throws Exception {
        assertThat(run("cat </dev/tcp/2001:db8::7/80")).isEqualTo("hello\n");
    }

    @Test
    void datagramsLeadToTheirOwnServer() throws Exception {
        assertThat(run("exec 3<>/dev/udp/192.0.2.7/80; echo ping >&3; head -n 1 <&3"))
                .isEqualTo("ping\n");
    }

    @Test
    void socketsThatAreBoundAlreadyLeadThereToo() throws Exception {
        String said = supervisor.supervised(() -> {
            try (SocketChannel bound = SocketChannel.open().bind(null)) {
                bound.connect(NOWHERE);
                return new String(bound.socket().getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            }
        });
        assertThat(said).isEqualTo("hello\n");
    }

    @Test
    void otherConnectionsAreAsTheyWere() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Integer> accepted = new CompletableFuture<>();
            Thread.ofVirtual().start(() -> {
                try (Socket client = other.accept()) {
                    accepted.complete(client.getLocalPort());
                } catch (IOException e) {
                    accepted.completeExceptionally(e);
                }
            });
            assertThat(run("cat </dev/tcp/127.0.0.1/" + other.getLocalPort())).isEmpty();
            assertThat(accepted.get(10, TimeUnit.SECONDS)).isEqualTo(other.getLocalPort());
        }
    }

    @Test
    void aRefusalIsARefusal() throws Exception {
        int free;
        try (ServerSocket closed = new ServerSocket(0)) {
            free = closed.getLocalPort();
        }
        assertThat(run("cat </dev/tcp/127.0.0.1/" + free)).contains("Connection refused");
        server.close();
        // The port is open as long as a virtual thread is in accept: what connects until then is reset.
        greeter.join();
        assertThat(run("cat </dev/tcp/192.0.2.7/80")).contains("Connection refused");
    }

    static Stream<Arguments> reasons() {
        return Stream.of(
                arguments(Reason.REFUSED, "Connection refused"),
                arguments(Reason.FORBIDDEN, "Permission denied"),
                arguments(Reason.TIMED_OUT, "Connection timed out"),
                arguments(Reason.HOST_UNREACHABLE, "No route to host"),
                arguments(Reason.NETWORK_UNREACHABLE, "Network is unreachable"));
    }

    @ParameterizedTest
    @MethodSource("reasons")
    void whoWaitsIsToldWhy(Reason reason, String said) throws Exception {
        forThoseWhoWait = CompletableFuture.failedFuture(new RefusedConnectionException(reason));
        assertThat(run("cat </dev/tcp/192.0.2.7/80")).contains(said);
    }

    @Test
    void oneWhoWaitsHoldsUpNobodyElse() throws Exception {
        CompletableFuture<InetSocketAddress> late = new CompletableFuture<>();
        forThoseWhoWait = late;
        Process waiting =
                supervisor.supervised(() -> new ProcessBuilder("bash", "-c", "cat </dev/tcp/192.0.2.7/80").start());
        assertThat(run("exec 3<>/dev/udp/192.0.2.7/80; echo ping >&3; head -n 1 <&3"))
                .isEqualTo("ping\n");
        assertThat(waiting.isAlive()).isTrue();
        late.complete(address(server));
        assertThat(waiting.inputReader().readAllAsString()).isEqualTo("hello\n");
    }

    @Test
    void whoWaitsMayBeStoppedAndGoOn() throws Exception {
        CompletableFuture<InetSocketAddress> late = new CompletableFuture<>();
        forThoseWhoWait = late;
        Process waiting = supervisor.supervised(
                () -> new ProcessBuilder("bash", "-c", "exec 3<>/dev/tcp/192.0.2.7/80; cat <&3").start());
        assertThat(waits.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
        for (String signal : List.of("-STOP", "-CONT")) {
            Process kill = new ProcessBuilder("kill", signal, String.valueOf(waiting.pid())).start();
            assertThat(kill.waitFor()).isZero();
        }
        late.complete(address(server));
        assertThat(waiting.inputReader().readAllAsString()).isEqualTo("hello\n");
    }

    /** Ctrl-C is not to wait for the pod. */
    @Test
    void whoWaitsCanBeEnded() throws Exception {
        forThoseWhoWait = new CompletableFuture<>();
        Process waiting =
                supervisor.supervised(() -> new ProcessBuilder("bash", "-c", "exec 3<>/dev/tcp/192.0.2.7/80").start());
        assertThat(waits.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
        waiting.destroy();
        assertThat(waiting.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aSocketOfTheFileSystemIsClosedOrAsItWas() throws Exception {
        for (String name : List.of("open", "closed")) {
            UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve(name));
            try (ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                listening.bind(address);
                if (name.equals("open")) {
                    assertThat(supervisor.supervised(() -> connects(address))).isTrue();
                } else {
                    assertThatThrownBy(() -> supervisor.supervised(() -> connects(address)))
                            .hasMessageContaining("refused");
                }
            }
        }
    }

    private static boolean connects(UnixDomainSocketAddress address) throws IOException {
        try (SocketChannel channel = SocketChannel.open(address)) {
            return channel.isConnected();
        }
    }

    /** Event loops do not wait for a connection in connect(2). */
    @Test
    void aSocketThatDoesNotBlockStaysSo() throws Exception {
        ByteBuffer said = supervisor.supervised(() -> {
            try (SocketChannel channel = SocketChannel.open()) {
                channel.configureBlocking(false);
                if (!channel.connect(NOWHERE)) {
                    while (!channel.finishConnect()) {
                        Thread.onSpinWait();
                    }
                }
                assertThat(channel.isBlocking()).isFalse();
                channel.configureBlocking(true);
                ByteBuffer bytes = ByteBuffer.allocate(6);
                while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                    Thread.onSpinWait();
                }
                return bytes.flip();
            }
        });
        assertThat(StandardCharsets.US_ASCII.decode(said).toString()).isEqualTo("hello\n");
    }

    @Test
    void whoIsLeftIsKnown() throws Exception {
        Process left = supervisor.supervised(() -> new ProcessBuilder(
                        "bash", "-c", "exec 3<>/dev/tcp/192.0.2.7/80; cat <&3; echo ready; exec sleep 600")
                .start());
        try {
            assertThat(left.inputReader().readLine()).isEqualTo("hello");
            assertThat(left.inputReader().readLine()).isEqualTo("ready");
            assertThat(supervisor.running().map(ProcessHandle::pid)).contains(left.pid());
        } finally {
            left.destroyForcibly();
        }
        left.waitFor();
        assertThat(supervisor.running().map(ProcessHandle::pid)).doesNotContain(left.pid());
    }

    @Test
    void manyAtOnceAllGetThere() throws Exception {
        assertThat(run("for i in $(seq 200); do cat </dev/tcp/192.0.2.7/80 & done; wait")
                        .lines())
                .hasSize(200)
                .containsOnly("hello");
    }

    /**
     * The kernel starts a call anew that a signal has interrupted; by then the connection was made, and is not made twice. The
     * function has bash (5.2) read everything first: a signal while it reads a substitution may end in a syntax error.
     */
    @Test
    void signalsMeanwhileBreakNothing() throws Exception {
        assertThat(run("""
                        connections() {
                            trap : WINCH
                            (while kill -WINCH $$; do :; done) & storm=$!
                            for ((i = 0; i < 300; i++)); do { echo made; } 3<>/dev/tcp/192.0.2.7/80; done
                            kill $storm; wait $storm 2>/dev/null
                        }
                        connections
                        """).lines()).hasSize(300).containsOnly("made");
    }

    /** A command that goes on must not hang for want of an answer. */
    @Test
    void onceItIsClosedConnectionsFailAtOnce() throws Exception {
        Process process =
                supervisor.supervised(() -> new ProcessBuilder("bash", "-c", "read; cat </dev/tcp/127.0.0.1/1")
                        .redirectErrorStream(true)
                        .start());
        supervisor.close();
        closed = true;
        process.getOutputStream().write('\n');
        process.getOutputStream().close();
        assertThat(process.inputReader().readAllAsString()).contains("not implemented");
    }
}
