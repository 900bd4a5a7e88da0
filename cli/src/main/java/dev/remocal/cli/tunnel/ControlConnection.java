package dev.remocal.cli.tunnel;

import dev.remocal.protocol.Cause;
import dev.remocal.protocol.Limits;
import dev.remocal.protocol.TransferWindow;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http2.DefaultHttp2PingFrame;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2PingFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The pipeline of an HTTP/2 connection to a control port: prior knowledge, windows, pings, and its end told once. */
final class ControlConnection extends ChannelInitializer<Channel> {

    private static final AttributeKey<TransferWindow.Room> WINDOWS = AttributeKey.valueOf("remocal.windows");

    private final Timings timings;
    private final Consumer<String> onEnd;

    /**
     * @param onEnd told once why the connection is no more
     */
    ControlConnection(Timings timings, Consumer<String> onEnd) {
        this.timings = timings;
        this.onEnd = onEnd;
    }

    @Override
    protected void initChannel(Channel channel) {
        channel.attr(WINDOWS).set(new TransferWindow.Room());
        long silence = timings.heartbeatTimeout().toMillis();
        channel.pipeline()
                .addLast(new IdleStateHandler(silence, 0, 0, TimeUnit.MILLISECONDS))
                .addLast(frameCodec())
                .addLast(new Http2MultiplexHandler(unexpectedStream()))
                .addLast(new Heartbeat());
    }

    private static Http2FrameCodec frameCodec() {
        Http2Settings settings = Http2Settings.defaultSettings()
                .pushEnabled(false)
                .initialWindowSize(Limits.STREAM_WINDOW_BYTES)
                .maxFrameSize(Limits.MAX_FRAME_BYTES)
                .maxHeaderListSize(Limits.MAX_HEADER_LIST_BYTES);
        Http2FrameCodec codec =
                Http2FrameCodecBuilder.forClient().initialSettings(settings).build();
        codec.gracefulShutdownTimeoutMillis(0);
        return codec;
    }

    /** A sidecar opens no streams: push is off (RFC 9113 section 8.4). */
    private static ChannelHandler unexpectedStream() {
        return new ChannelInboundHandlerAdapter() {
            @Override
            public void channelActive(ChannelHandlerContext context) {
                context.close();
            }

            @Override
            public boolean isSharable() {
                return true;
            }
        };
    }

    /**
     * Runs the task once the sidecar has read what was sent before.
     *
     * @param connection one with this pipeline
     */
    static void afterRoundTrip(Channel connection, Runnable task) {
        Heartbeat heartbeat = connection.pipeline().get(Heartbeat.class);
        if (heartbeat != null) {
            heartbeat.afterNextPing(connection, task);
        }
    }

    /** What the windows of a connection's streams grow by. */
    static TransferWindow.Room windows(Channel connection) {
        return connection.attr(WINDOWS).get();
    }

    /** Lets the sidecar send more of this stream than has been taken here. */
    static void widen(Http2StreamChannel stream, int bytes) {
        Channel connection = stream.parent();
        Http2FrameCodec codec = connection.pipeline().get(Http2FrameCodec.class);
        Http2FrameStream frames = stream.stream();
        if (codec == null || frames == null) {
            return;
        }
        Http2Stream found = codec.connection().stream(frames.id());
        try {
            if (found != null) {
                codec.connection().local().flowController().incrementWindowSize(found, bytes);
                connection.flush();
            }
        } catch (Http2Exception e) {
            stream.close();
        }
    }

    private final class Heartbeat extends ChannelDuplexHandler {

        private @Nullable ScheduledFuture<?> pings;
        private final Map<Long, Runnable> awaited = new HashMap<>();
        private boolean ended;

        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            if (context.channel().isActive()) {
                start(context);
            }
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            start(context);
            context.fireChannelActive();
        }

        private void start(ChannelHandlerContext context) {
            if (pings != null) {
                return;
            }
            context.write(new DefaultHttp2WindowUpdateFrame(
                    Limits.CONNECTION_WINDOW_BYTES - Http2CodecUtil.DEFAULT_WINDOW_SIZE));
            context.flush();
            long interval = timings.heartbeatInterval().toMillis();
            pings = context.executor()
                    .scheduleAtFixedRate(() -> ping(context), interval, interval, TimeUnit.MILLISECONDS);
        }

        private void ping(ChannelHandlerContext context) {
            context.writeAndFlush(new DefaultHttp2PingFrame(System.nanoTime()));
        }

        private void afterNextPing(Channel connection, Runnable task) {
            long content = System.nanoTime();
            awaited.put(content, task);
            connection.writeAndFlush(new DefaultHttp2PingFrame(content));
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof IdleStateEvent) {
                end("no sign of life for " + timings.heartbeatTimeout().toSeconds() + " s");
                context.close();
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object frame) {
            if (frame instanceof Http2PingFrame ping && ping.ack()) {
                Optional.ofNullable(awaited.remove(ping.content())).ifPresent(Runnable::run);
            }
            ReferenceCountUtil.release(frame);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            end(Cause.of(cause));
            context.close();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (pings != null) {
                pings.cancel(false);
            }
            end("the connection was closed");
        }

        private void end(String reason) {
            if (!ended) {
                ended = true;
                onEnd.accept(reason);
            }
        }
    }
}
