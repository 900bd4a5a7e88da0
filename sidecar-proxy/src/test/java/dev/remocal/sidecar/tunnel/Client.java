package dev.remocal.sidecar.tunnel;

import dev.remocal.protocol.Protocol;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** A client of the control port, frame by frame, so that tests can do what no well-behaved client does. */
final class Client implements AutoCloseable {

    private static final EventLoopGroup LOOPS = new NioEventLoopGroup(1);
    private static final int WINDOW = 64 * 1024;

    private final Channel connection;

    private Client(Channel connection) {
        this.connection = connection;
    }

    static Client connect(int port) {
        return connect(port, true);
    }

    /**
     * @param answersPings false for a client that is there and says nothing
     */
    static Client connect(int port, boolean answersPings) {
        Channel connection = new Bootstrap()
                .group(LOOPS)
                .channelFactory(NioSocketChannel::new)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(Http2FrameCodecBuilder.forClient()
                                        .initialSettings(new Http2Settings().initialWindowSize(WINDOW))
                                        .autoAckPingFrame(answersPings)
                                        .encoderIgnoreMaxHeaderListSize(true)
                                        .build())
                                .addLast(new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()));
                    }
                })
                .connect(InetAddress.getLoopbackAddress(), port)
                .syncUninterruptibly()
                .channel();
        connection.eventLoop().submit(() -> widenWindow(connection)).syncUninterruptibly();
        return new Client(connection);
    }

    /** As the CLI does: a stream that stands still must not stop the others. */
    private static @Nullable Void widenWindow(Channel connection) throws Http2Exception {
        Http2Limits.widenConnectionWindow(
                connection.pipeline().get(Http2FrameCodec.class).connection());
        connection.flush();
        return null;
    }

    Stream open() {
        Stream stream = new Stream();
        new Http2StreamChannelBootstrap(connection).handler(stream).open().syncUninterruptibly();
        return stream;
    }

    Stream get(String path) {
        return open().head("GET", path, true);
    }

    Stream post(String path, String body) {
        return open().head("POST", path, false).data(body, true);
    }

    /** A session whose {@code admitted} line has come. */
    Stream admit(String id, String filter) throws InterruptedException {
        Stream events = post(Protocol.SESSIONS_PATH, ControlPort.json(id, filter));
        events.expectStatus(200);
        events.expectLine("admitted");
        return events;
    }

    Stream activate(String id) throws InterruptedException {
        Stream answer = open().head("POST", Protocol.activatePath(id), true);
        answer.expectStatus(204);
        return answer;
    }

    Stream park(String id) {
        return open().head("POST", Protocol.acceptPath(id), false);
    }

    /** Returns when the sidecar has dealt with every frame sent so far: it takes them in order. */
    void awaitFrames() throws InterruptedException {
        get(Protocol.STATUS_PATH).expectStatus(200);
    }

    Channel connection() {
        return connection;
    }

    @Override
    public void close() {
        connection.close().syncUninterruptibly();
    }
}
