package dev.remocal.sidecar.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remocal.protocol.Limits;
import dev.remocal.protocol.TransferWindow;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GrowingWindowTest {

    private final List<Channel> accepted = new ArrayList<>();
    private final EmbeddedChannel sidecar =
            new EmbeddedChannel(Http2Limits.codec(), new Http2MultiplexHandler(new ChannelInitializer<>() {
                @Override
                protected void initChannel(Channel stream) {
                    accepted.add(stream);
                    stream.config().setAutoRead(false);
                    stream.pipeline().addLast(new GrowingWindow(new TransferWindow.Room(), () -> 0));
                }
            }));
    private final EmbeddedChannel cli = new EmbeddedChannel(
            Http2FrameCodecBuilder.forClient().build(), new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()));

    @SuppressWarnings("NullAway.Init")
    private Http2StreamChannel sent;

    @SuppressWarnings("NullAway.Init")
    private Channel stream;

    @BeforeEach
    void open() throws Exception {
        Http2Limits.widenConnectionWindow(
                sidecar.pipeline().get(Http2FrameCodec.class).connection());
        sidecar.flush();
        exchange();
        sent = new Http2StreamChannelBootstrap(cli)
                .handler(new ChannelInboundHandlerAdapter())
                .open()
                .get();
        sent.writeAndFlush(new DefaultHttp2HeadersFrame(new DefaultHttp2Headers()
                .method("POST")
                .scheme("http")
                .authority("test")
                .path("/")));
        exchange();
        stream = accepted.getFirst();
        stream.read();
    }

    @AfterEach
    void close() {
        sidecar.finishAndReleaseAll();
        cli.finishAndReleaseAll();
    }

    /** A sender that has used its window up sends nothing any more that would flush it. */
    @Test
    void creditLeavesAtOnceThoughAnotherReadIsOutstanding() {
        stream.read();
        stream.read();
        send(Limits.STREAM_WINDOW_BYTES / 2);
        deliver(sidecar, cli);

        stream.read();

        assertThat(deliver(sidecar, cli)).isTrue();
    }

    @Test
    void senderMayGoFurtherAheadOfAReceiverThatKeepsUp() {
        stream.config().setAutoRead(true);
        send(Limits.STREAM_WINDOW_BYTES);
        exchange();
        stream.config().setAutoRead(false);

        send(Limits.WINDOW_GROWTH * Limits.STREAM_WINDOW_BYTES);
        assertThat(sent.isWritable()).isTrue();
        send(Limits.STREAM_WINDOW_BYTES);
        assertThat(sent.isWritable()).isFalse();
    }

    /** What has come is read to its end, though nobody is left to be given credit. */
    @Test
    void aLostConnectionIsNoFailureOfWhatItBrought() {
        List<Throwable> failures = new ArrayList<>();
        stream.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object frame) {
                ReferenceCountUtil.release(frame);
                context.read();
            }

            @Override
            public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                failures.add(cause);
            }
        });
        send(Limits.STREAM_WINDOW_BYTES);
        sidecar.close();

        stream.read();

        assertThat(failures).isEmpty();
    }

    @Test
    void senderGetsNoFurtherAheadOfOneThatReadsNothing() {
        send(2 * Limits.STREAM_WINDOW_BYTES);
        exchange();
        assertThat(sent.isWritable()).isFalse();
    }

    private void send(int bytes) {
        sent.writeAndFlush(new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(new byte[bytes])));
        deliver(cli, sidecar);
    }

    /** Until neither has anything to say. */
    private void exchange() {
        boolean any;
        do {
            any = deliver(cli, sidecar);
            any |= deliver(sidecar, cli);
        } while (any);
    }

    private static boolean deliver(EmbeddedChannel from, EmbeddedChannel to) {
        from.runPendingTasks();
        boolean any = false;
        for (ByteBuf bytes = from.readOutbound(); bytes != null; bytes = from.readOutbound()) {
            to.writeInbound(bytes);
            any = true;
        }
        to.runPendingTasks();
        return any;
    }
}
