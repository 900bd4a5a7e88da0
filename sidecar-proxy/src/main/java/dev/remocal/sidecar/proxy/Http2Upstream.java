package dev.remocal.sidecar.proxy;

import dev.remocal.protocol.FailureCode;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who serves one stream, over an HTTP/2 connection of its own: a developer's process, or the app when the developer's
 * cannot. Every event is brought to the client connection's event loop.
 */
final class Http2Upstream {

    /** All calls arrive on the client connection's event loop; nothing comes after {@link #failed}. */
    interface Listener {

        void connected(Http2Upstream upstream);

        void headers(Http2Headers headers, boolean endOfStream);

        /** The listener owns the data and asks for more with {@link Http2Upstream#read}. */
        void data(ByteBuf data, boolean endOfStream);

        /** RST_STREAM. */
        void reset(long errorCode);

        void failed(DeveloperFailure failure);
    }

    private final Channel connection;
    private final EventLoop clientLoop;
    private final Listener listener;
    private final Consumer<Channel> endOutput;
    private final String server;
    private @Nullable Http2StreamChannel stream;
    private boolean over;

    /**
     * @param server as a sentence begins with it
     */
    private Http2Upstream(
            Channel connection, EventLoop clientLoop, Listener listener, Consumer<Channel> endOutput, String server) {
        this.server = server;
        this.connection = connection;
        this.clientLoop = clientLoop;
        this.listener = listener;
        this.endOutput = endOutput;
    }

    static void toDeveloper(Developer developer, EventLoop clientLoop, int appPort, long number, Listener listener) {
        developer.connect(clientLoop, appPort, number).addListener((Future<Channel> connected) -> {
            if (connected.isSuccess()) {
                Channel channel = connected.getNow();
                Http2Upstream upstream = new Http2Upstream(
                        channel,
                        clientLoop,
                        listener,
                        ending -> ending.writeAndFlush(EndOfStream.INSTANCE),
                        "The local process");
                channel.eventLoop().execute(upstream::begin);
            } else {
                listener.failed(asFailure(connected.cause()));
            }
        });
    }

    static void toApp(AppDialer app, EventLoop clientLoop, Listener listener) {
        app.dial(clientLoop).addListener((Future<Channel> dialled) -> {
            if (dialled.isSuccess()) {
                new Http2Upstream(dialled.getNow(), clientLoop, listener, Relay::endOutput, "The app").begin();
            } else {
                listener.failed(new DeveloperFailure(
                        FailureCode.LOCAL_REFUSED,
                        "Neither the local process nor the app took the request; look whether they run."));
            }
        });
    }

    // ---- on the connection's event loop ----

    private void begin() {
        DeveloperFailure brokenAlready =
                connection.attr(DeveloperFailure.OF_CHANNEL).get();
        if (brokenAlready != null || !connection.isActive()) {
            fail(brokenAlready == null ? tunnelLost() : brokenAlready);
            connection.close();
            return;
        }
        connection.pipeline().addLast(codec(), new Http2MultiplexHandler(new RefuseStreams()), new ConnectionEnd());
        // The streams' windows bound what is read.
        connection.config().setAutoRead(true);
        new Http2StreamChannelBootstrap(connection)
                .option(ChannelOption.AUTO_READ, false)
                .handler(new Stream())
                .open()
                .addListener((Future<Http2StreamChannel> opened) -> {
                    if (opened.isSuccess()) {
                        stream = opened.getNow();
                        toClientLoop(() -> listener.connected(this));
                    } else {
                        fail(asFailure(opened.cause()));
                    }
                });
    }

    private static Http2FrameCodec codec() {
        return Http2FrameCodecBuilder.forClient()
                .initialSettings(Http2Settings.defaultSettings()
                        .pushEnabled(false)
                        .maxHeaderListSize(ProxyLimits.FIELD_BLOCK_BYTES))
                .encoderIgnoreMaxHeaderListSize(true)
                .validateHeaders(false)
                .gracefulShutdownTimeoutMillis(0)
                .build();
    }

    private void fail(DeveloperFailure failure) {
        if (!over) {
            over = true;
            toClientLoop(() -> listener.failed(failure));
        }
    }

    private static DeveloperFailure tunnelLost() {
        return new DeveloperFailure(FailureCode.TUNNEL_LOST, "The developer's tunnel has ended.");
    }

    private static DeveloperFailure asFailure(Throwable cause) {
        return switch (cause) {
            case DeveloperFailure failure -> failure;
            case Http2Exception broken ->
                new DeveloperFailure(
                        FailureCode.LOCAL_REFUSED,
                        "The local process does not answer in HTTP/2 with prior knowledge (" + broken.getMessage()
                                + "); start it with h2c, as the app has it.");
            default ->
                new DeveloperFailure(FailureCode.TUNNEL_LOST, "The developer's tunnel broke: " + cause.getMessage());
        };
    }

    private void toClientLoop(Runnable event) {
        if (clientLoop.inEventLoop()) {
            event.run();
        } else {
            clientLoop.execute(event);
        }
    }

    // ---- from the client connection's event loop ----

    void headers(Http2Headers headers, boolean endOfStream) {
        channel().writeAndFlush(new DefaultHttp2HeadersFrame(headers, endOfStream));
    }

    /** The callback runs on the client connection's event loop once the data is on its way. */
    void data(ByteBuf data, boolean endOfStream, Runnable taken) {
        channel()
                .writeAndFlush(new DefaultHttp2DataFrame(data, endOfStream))
                .addListener(written -> toClientLoop(taken));
    }

    void read() {
        channel().read();
    }

    /** Ends the stream with an error that its server is told. */
    void reset(Http2Error error) {
        channel().writeAndFlush(new DefaultHttp2ResetFrame(error));
        finish();
    }

    /** Calls it on the upstream's own event loop. */
    void whenClosed(Runnable listener) {
        connection.closeFuture().addListener(closed -> listener.run());
    }

    /** The stream is over: lets the server close first, and cuts the connection when it does not. */
    void finish() {
        connection.eventLoop().execute(() -> {
            over = true;
            endOutput.accept(connection);
            var cut = connection
                    .eventLoop()
                    .schedule(() -> connection.close(), ProxyLimits.STREAM_LINGER.toMillis(), TimeUnit.MILLISECONDS);
            connection.closeFuture().addListener(closed -> cut.cancel(false));
        });
    }

    private Http2StreamChannel channel() {
        Http2StreamChannel opened = stream;
        if (opened == null) {
            throw new IllegalStateException("the stream is not open yet");
        }
        return opened;
    }

    /** The one stream. */
    private final class Stream extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object frame) {
            switch (frame) {
                case Http2HeadersFrame headers -> {
                    over |= headers.isEndStream();
                    toClientLoop(() -> listener.headers(headers.headers(), headers.isEndStream()));
                }
                case Http2DataFrame data -> {
                    over |= data.isEndStream();
                    toClientLoop(() -> listener.data(data.content(), data.isEndStream()));
                }
                default -> ReferenceCountUtil.release(frame);
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            switch (event) {
                case Http2ResetFrame reset
                when !over -> {
                    over = true;
                    toClientLoop(() -> listener.reset(reset.errorCode()));
                }
                // RFC 9113 section 6.8: what is behind the last stream was not processed.
                case Http2GoAwayFrame goAway -> {
                    goAway.release();
                    fail(new DeveloperFailure(
                            FailureCode.LOCAL_REFUSED, server + " takes no more streams; nothing was processed."));
                }
                default -> {}
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            fail(connectionFailure());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            fail(asFailure(cause));
            context.close();
        }
    }

    private DeveloperFailure connectionFailure() {
        DeveloperFailure cause = connection.attr(DeveloperFailure.OF_CHANNEL).get();
        if (cause == null && tunnelHasEnded()) {
            return tunnelLost();
        }
        return cause != null
                ? cause
                : new DeveloperFailure(
                        FailureCode.LOCAL_CLOSED,
                        server + " closed the connection before its response was complete; look at its log.");
    }

    /**
     * Bytes that a lost tunnel does not take make the codec close this connection itself, before its end is told. That is
     * not the local process' doing, and a call that it may never have seen is to be repeated.
     */
    private boolean tunnelHasEnded() {
        Channel tunnel = connection.parent();
        return tunnel != null && !tunnel.isActive();
    }

    /** What happens to the connection as a whole. */
    private final class ConnectionEnd extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object frame) {
            ReferenceCountUtil.release(frame);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event == ChannelInputShutdownEvent.INSTANCE) {
                fail(connectionFailure());
                context.close();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            fail(asFailure(cause));
            context.close();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            fail(connectionFailure());
        }
    }

    /** A server opens no streams: SETTINGS_ENABLE_PUSH is 0. */
    @ChannelHandler.Sharable
    private static final class RefuseStreams extends ChannelInboundHandlerAdapter {

        @Override
        public void channelActive(ChannelHandlerContext context) {
            context.close();
        }
    }
}
