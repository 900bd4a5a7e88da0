package dev.remocal.cli.outgoing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.net.httpserver.HttpServer;
import dev.remocal.cli.tunnel.NotConnectedException;
import dev.remocal.cli.tunnel.OutgoingTunnel;
import dev.remocal.cli.tunnel.Sockets;
import dev.remocal.cli.tunnel.Timings;
import dev.remocal.protocol.Destination;
import dev.remocal.protocol.ProblemCode;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Real clients through the proxies to servers of this machine; what is the cluster's finds no pod here. */
@Timeout(60)
@ParameterizedClass
@EnumSource(Sockets.class)
class ProxiesTest {

    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final EventLoopGroup group;
    private final ConcurrentLinkedQueue<ProblemCode> failures = new ConcurrentLinkedQueue<>();
    private final Connector connector;
    private HttpServer web;
    private LoopbackServer http;
    private LoopbackServer socks;

    ProxiesTest(Sockets sockets) {
        if (sockets == Sockets.EPOLL) {
            assumeThat(Epoll.isAvailable())
                    .as("epoll is there, which only Linux has")
                    .isTrue();
            group = new EpollEventLoopGroup(1);
        } else {
            group = new NioEventLoopGroup(1);
        }
        OutgoingTunnel noPods = new OutgoingTunnel(
                (pod, loop, handler) -> loop.newFailedFuture(new IOException("no pods")),
                Timings.standard(Duration.ofSeconds(5)),
                group.next(),
                List.of());
        connector = new Connector(
                noPods,
                new LocalDialer(group.next()),
                new Reach(List.of(), List.of(), Set.of("inventory"), "cluster.local"),
                this::failed,
                group.next());
    }

    private void failed(Destination destination, NotConnectedException cause) {
        failures.add(cause.problem().code());
    }

    @BeforeEach
    void start() throws IOException {
        web = HttpServer.create(ANY_PORT, 0);
        web.createContext("/", exchange -> {
            byte[] answer = (exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                            + exchange.getRequestHeaders().containsKey("Proxy-Connection") + " "
                            + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8).length())
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        web.start();
        http = LoopbackServer.http(ANY_PORT, connector);
        socks = LoopbackServer.socks(ANY_PORT, connector);
    }

    @AfterEach
    void stop() {
        web.stop(0);
        http.close();
        socks.close();
        group.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS).syncUninterruptibly();
    }

    private HttpClient client() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .proxy(ProxySelector.of(new InetSocketAddress(
                        InetAddress.getLoopbackAddress(), http.address().getPort())))
                .build();
    }

    private HttpResponse<String> send(String url, String body) throws IOException, InterruptedException {
        return client().send(
                        HttpRequest.newBuilder(URI.create(url))
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void aUrlIsAskedForThroughTheHttpProxy() throws Exception {
        String url = "http://127.0.0.1:" + web.getAddress().getPort();
        assertThat(send(url + "/a?b=c", "x".repeat(100_000)).body()).isEqualTo("POST /a?b=c false 100000");
        assertThat(send(url + "/again", "").body()).isEqualTo("POST /again false 0");
    }

    @Test
    void aTunnelIsMadeByConnect() throws Exception {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), http.address().getPort())) {
            socket.getOutputStream()
                    .write(("CONNECT localhost:" + web.getAddress().getPort()
                                    + " HTTP/1.1\r\n\r\nGET /early HTTP/1.0\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            assertThat(socket.getInputStream().readAllBytes())
                    .asString()
                    .startsWith("HTTP/1.1 200 Connection established\r\n\r\nHTTP/1.1 200 OK")
                    .endsWith("GET /early false 0");
        }
    }

    @Test
    void aConnectionIsMadeThroughSocks() throws Exception {
        Proxy proxy = new Proxy(
                Proxy.Type.SOCKS,
                new InetSocketAddress(
                        InetAddress.getLoopbackAddress(), socks.address().getPort()));
        try (Socket socket = new Socket(proxy)) {
            socket.connect(InetSocketAddress.createUnresolved(
                    "localhost", web.getAddress().getPort()));
            socket.getOutputStream().write("GET /socks HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().readAllBytes()).asString().endsWith("GET /socks false 0");
        }
    }

    @Test
    void whatComesWithTheSocksRequestIsForTheDestination() throws Exception {
        int port = web.getAddress().getPort();
        byte[] greeting = {5, 1, 0};
        byte[] command = {5, 1, 0, 1, 127, 0, 0, 1, (byte) (port >> Byte.SIZE), (byte) port};
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), socks.address().getPort())) {
            socket.getOutputStream().write(greeting);
            assertThat(socket.getInputStream().readNBytes(2)).containsExactly(5, 0);
            ByteArrayOutputStream early = new ByteArrayOutputStream();
            early.write(command);
            early.write("GET /early HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(early.toByteArray());
            socket.shutdownOutput();
            assertThat(socket.getInputStream().readNBytes(10)).startsWith(5, 0);
            assertThat(socket.getInputStream().readAllBytes()).asString().endsWith("GET /early false 0");
        }
    }

    @Test
    void aFailureIsToldInTheProxysOwnWords() throws Exception {
        HttpResponse<String> answer = send("http://inventory/", "");
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.headers().firstValue("remocal-error")).hasValue("unreachable");
        assertThat(answer.body()).contains("inventory:80 cannot be reached: no tunnel to a pod of the target");
        Proxy proxy = new Proxy(
                Proxy.Type.SOCKS,
                new InetSocketAddress(
                        InetAddress.getLoopbackAddress(), socks.address().getPort()));
        try (Socket socket = new Socket(proxy)) {
            assertThatThrownBy(() -> socket.connect(InetSocketAddress.createUnresolved("inventory", 80)))
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("Network unreachable");
        }
        assertThat(failures).containsExactly(ProblemCode.UNREACHABLE, ProblemCode.UNREACHABLE);
    }

    @Test
    void aPortOfThisMachineWhereNobodyListensIsRefused() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        assertThat(send("http://localhost:" + free + "/", "").headers().firstValue("remocal-error"))
                .hasValue("connection-refused");
        assertThat(failures).isEmpty();
    }

    @Test
    void aRequestThatIsForNoProxyIsAnswered() throws Exception {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), http.address().getPort())) {
            socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().readAllBytes())
                    .asString()
                    .startsWith("HTTP/1.1 400 Refused\r\n")
                    .contains("remocal: this is a proxy: ask it for http://HOST/");
        }
    }

    @Test
    void aListenerOfANameResetsWhatCannotBeMade() throws Exception {
        try (DestinationListener name =
                        new DestinationListener(ANY_PORT, connector, new Destination("inventory", 8080));
                Socket socket = new Socket(
                        InetAddress.getLoopbackAddress(), name.address().getPort())) {
            assertThatThrownBy(() -> socket.getInputStream().read())
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
        }
    }

    @Test
    void whoWaitsForAConnectionIsToldWhyThereIsNone() throws Exception {
        try (DestinationListener name =
                new DestinationListener(ANY_PORT, connector, new Destination("inventory", 8080))) {
            assertThat(name.connect().await().cause()).isInstanceOf(NotConnectedException.class);
        }
    }

    @Test
    void aPortThatIsTakenIsNamed() {
        assertThatThrownBy(() -> LoopbackServer.http(
                        new InetSocketAddress(
                                InetAddress.getLoopbackAddress(), http.address().getPort()),
                        connector))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("in use");
    }
}
