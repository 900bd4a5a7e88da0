package dev.remocal.cli.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.remocal.protocol.Destination;
import dev.remocal.protocol.Problem;
import dev.remocal.protocol.ProblemCode;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OutgoingTunnelTest {

    private static final Timings TIMINGS = Timings.standard(Duration.ofSeconds(5));
    private static final Destination INVENTORY = new Destination("inventory.shop", 8080);
    private static final byte[] CHUNK = new byte[64 * 1024];

    private final NioEventLoopGroup group = new NioEventLoopGroup(1);
    private final FakeSidecar sidecar = new FakeSidecar("pod-1");
    private final FakeSidecar second = new FakeSidecar("pod-2");
    private final BlockingQueue<Channel> accepted = new LinkedBlockingQueue<>();
    private final Channel listener = new ServerBootstrap()
            .group(group)
            .channelFactory(NioServerSocketChannel::new)
            .childOption(ChannelOption.AUTO_READ, false)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childHandler(new ChannelInitializer<>() {
                @Override
                protected void initChannel(Channel channel) {
                    accepted.add(channel);
                }
            })
            .bind(InetAddress.getLoopbackAddress(), 0)
            .syncUninterruptibly()
            .channel();
    private final OutgoingTunnel tunnel = new OutgoingTunnel(
            (pod, loop, handler) ->
                    FakeSidecar.dial(pod.equals("pod-1") ? sidecar.port() : second.port(), loop, handler),
            TIMINGS,
            group.next(),
            List.of("pod-1", "pod-2"));

    @AfterEach
    void close() {
        tunnel.close();
        sidecar.close();
        second.close();
        group.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS).syncUninterruptibly();
    }

    private Socket process() throws IOException {
        InetSocketAddress address = (InetSocketAddress) listener.localAddress();
        return new Socket(address.getAddress(), address.getPort());
    }

    private void join(Future<FarEnd> connected) throws Exception {
        Channel local = accepted.take();
        FarEnd farEnd = connected.get(5, TimeUnit.SECONDS);
        local.eventLoop().submit(() -> farEnd.join(local)).get(5, TimeUnit.SECONDS);
    }

    @Test
    void bytesGoBothWaysAndSoDoTheirEnds() throws Exception {
        Future<FarEnd> connected = tunnel.connect(INVENTORY);
        FakeSidecar.Handed stream = sidecar.awaitOutgoing();
        assertThat(stream.authority).isEqualTo("inventory.shop:8080");
        stream.connected();
        try (Socket process = process()) {
            join(connected);
            for (int i = 0; i < 100; i++) {
                process.getOutputStream().write(CHUNK);
            }
            process.shutdownOutput();
            assertThat(stream.awaitReceived()).isEqualTo(FakeSidecar.Handed.hash(CHUNK, 100));
            stream.sendAll(CHUNK, 100);
            assertThat(process.getInputStream().readAllBytes()).hasSize(100 * CHUNK.length);
        }
    }

    @Test
    void whatTheFarEndSaysFirstIsNotLost() throws Exception {
        Future<FarEnd> connected = tunnel.connect(INVENTORY);
        FakeSidecar.Handed stream = sidecar.awaitOutgoing();
        stream.connected();
        stream.send("220 ready".getBytes(StandardCharsets.UTF_8));
        try (Socket process = process()) {
            join(connected);
            assertThat(process.getInputStream().readNBytes(9)).asString().isEqualTo("220 ready");
        }
    }

    @Test
    void aRefusalHasTheCauseThatThePodSaw() throws Exception {
        Future<FarEnd> connected = tunnel.connect(INVENTORY);
        Problem problem = new Problem(ProblemCode.CONNECTION_REFUSED, "inventory.shop:8080 refused the connection.");
        sidecar.awaitOutgoing().refuse(problem);
        assertThatThrownBy(() -> connected.get(5, TimeUnit.SECONDS))
                .cause()
                .isInstanceOfSatisfying(
                        NotConnectedException.class,
                        cause -> assertThat(cause.problem()).isEqualTo(problem));
    }

    @Test
    void aResetOfTheProcessReachesTheSidecar() throws Exception {
        Future<FarEnd> connected = tunnel.connect(INVENTORY);
        FakeSidecar.Handed stream = sidecar.awaitOutgoing();
        stream.connected();
        Socket process = process();
        join(connected);
        process.setSoLinger(true, 0);
        process.close();
        assertThat(stream.awaitReset()).isEqualTo(Http2Error.CONNECT_ERROR.code());
    }

    @Test
    void theLossOfThePodResetsItsConnectionsAndTheNextTakesAnother() throws Exception {
        Future<FarEnd> connected = tunnel.connect(INVENTORY);
        sidecar.awaitOutgoing().connected();
        try (Socket process = process()) {
            join(connected);
            sidecar.close();
            assertThatThrownBy(() -> process.getInputStream().read()).isInstanceOf(SocketException.class);
        }
        Future<FarEnd> next = tunnel.connect(INVENTORY);
        second.awaitOutgoing().connected();
        assertThat(next.get(5, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void oneThatWasAskedForWhenThePodWasLostFails() throws Exception {
        Future<FarEnd> connected = tunnel.connect(INVENTORY);
        sidecar.awaitOutgoing();
        sidecar.close();
        assertThatThrownBy(() -> connected.get(5, TimeUnit.SECONDS)).hasMessageContaining("The tunnel ended before");
    }

    @Test
    void withoutAnyPodItSaysSo() {
        sidecar.close();
        second.close();
        assertThatThrownBy(() -> tunnel.connect(INVENTORY).get(5, TimeUnit.SECONDS))
                .hasMessageContaining("inventory.shop:8080 cannot be reached: no tunnel to a pod of the target");
    }

    @Test
    void whereOnePodIsLostAnotherIsAsked() throws Exception {
        Future<FarEnd> connected = tunnel.connect(INVENTORY);
        sidecar.awaitOutgoing();
        sidecar.close();
        assertThat(tunnel.status().get(5, TimeUnit.SECONDS).pod()).isEqualTo("pod-2");
        assertThat(connected.isSuccess()).isFalse();
    }

    @Test
    void withoutAnAnswerThePodsAreNamed() {
        sidecar.close();
        second.close();
        assertThatThrownBy(() -> tunnel.status().get(10, TimeUnit.SECONDS))
                .hasMessageContaining("The sidecar of pod pod-1, pod-2 cannot be reached: no answer within 5000 ms (");
    }

    @Test
    void itTellsWhatTheSidecarSaysOfItself() throws Exception {
        sidecar.status("{\"version\":1,\"pod\":\"pod-1\",\"resolver\":{\"nameservers\":[\"10.0.0.10:53\"],"
                + "\"search\":[\"shop.svc.cluster.local\"],\"ndots\":5}}");
        assertThat(tunnel.status().get(5, TimeUnit.SECONDS).resolver())
                .satisfies(resolver -> assertThat(resolver.search()).containsExactly("shop.svc.cluster.local"));
    }
}
