package dev.remocal.sidecar.proxy;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One HTTP/2 connection with prior knowledge. */
final class Http2Client implements AutoCloseable {

    /** SETTINGS that the server side sent. */
    final BlockingQueue<Http2Settings> settings = new LinkedBlockingQueue<>();

    /** The last stream of each GOAWAY. */
    final BlockingQueue<Integer> goAways = new LinkedBlockingQueue<>();

    final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final EventLoopGroup loops = new NioEventLoopGroup(1);
    private final Channel connection;

    Http2Client(int port) {
        this(port, Http2Settings.defaultSettings());
    }

    Http2Client(int port, Http2Settings initial) {
        connection = new Bootstrap()
                .group(loops)
                .channelFactory(NioSocketChannel::new)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(
                                        Http2FrameCodecBuilder.forClient()
                                                .initialSettings(initial)
                                                .encoderIgnoreMaxHeaderListSize(true)
                                                .build(),
                                        new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()),
                                        new ChannelInboundHandlerAdapter() {
                                            @Override
                                            public void exceptionCaught(
                                                    ChannelHandlerContext context, Throwable cause) {
                                                closed.completeExceptionally(cause);
                                            }

                                            @Override
                                            public void channelRead(ChannelHandlerContext context, Object frame) {
                                                switch (frame) {
                                                    case Http2SettingsFrame received ->
                                                        settings.add(received.settings());
                                                    case Http2GoAwayFrame received ->
                                                        goAways.add(received.lastStreamId());
                                                    default -> {}
                                                }
                                                ReferenceCountUtil.release(frame);
                                            }
                                        });
                    }
                })
                .connect(InetAddress.getLoopbackAddress(), port)
                .syncUninterruptibly()
                .channel();
        connection.closeFuture().addListener(done -> closed.complete(null));
    }

    /** Waits for SETTINGS that set the table to that size: by then the codec has applied and acknowledged it. */
    void awaitTableSize(long size) throws InterruptedException {
        while (true) {
            Http2Settings received = settings.poll(Wire.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            if (received == null) {
                throw new AssertionError("no SETTINGS with a header table of " + size + " bytes came");
            }
            if (Long.valueOf(size).equals(received.headerTableSize())) {
                return;
            }
        }
    }

    Exchange get(String path, String... fields) {
        return open(path, true, fields);
    }

    /** A request whose body follows. */
    Exchange post(String path, String... fields) {
        return open(path, false, fields);
    }

    private Exchange open(String path, boolean end, String... fields) {
        Exchange exchange = new Exchange();
        new Http2StreamChannelBootstrap(connection).handler(exchange).open().syncUninterruptibly();
        Http2Headers headers = new DefaultHttp2Headers()
                .method(end ? "GET" : "POST")
                .scheme("http")
                .authority("payments.shop:80")
                .path(path);
        for (int i = 0; i < fields.length; i += 2) {
            headers.add(fields[i], fields[i + 1]);
        }
        exchange.stream()
                .writeAndFlush(new DefaultHttp2HeadersFrame(headers, end))
                .syncUninterruptibly();
        return exchange;
    }

    /** TCP's reset. */
    void reset() {
        connection.config().setOption(ChannelOption.SO_LINGER, 0);
        close();
    }

    @Override
    public void close() {
        connection.close().syncUninterruptibly();
        loops.shutdownGracefully();
    }

    /** One stream and what came back on it. */
    static final class Exchange extends ChannelInboundHandlerAdapter {

        private final CompletableFuture<Http2Headers> headers = new CompletableFuture<>();
        private final CompletableFuture<Http2Headers> end = new CompletableFuture<>();
        private final CompletableFuture<Long> reset = new CompletableFuture<>();
        private final ByteBuf body = Unpooled.buffer();
        private final BlockingQueue<String> parts = new LinkedBlockingQueue<>();
        private final CompletableFuture<Channel> stream = new CompletableFuture<>();

        Exchange send(String data, boolean endOfStream) {
            return send(data.getBytes(StandardCharsets.ISO_8859_1), endOfStream);
        }

        Exchange send(byte[] data, boolean endOfStream) {
            stream().writeAndFlush(new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(data), endOfStream));
            return this;
        }

        Exchange trailers(String name, String value) {
            stream().writeAndFlush(new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().set(name, value), true));
            return this;
        }

        void cancel() {
            stream().writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.CANCEL));
        }

        String servedBy() {
            return String.valueOf(await(headers).get("served-by"));
        }

        Http2Headers head() {
            return await(headers);
        }

        /** The trailers, or the head of a response that has nothing else. */
        Http2Headers last() {
            return await(end);
        }

        byte[] body() {
            await(end);
            byte[] bytes = new byte[body.readableBytes()];
            body.getBytes(0, bytes);
            return bytes;
        }

        String nextPart() throws InterruptedException {
            return parts.poll(Wire.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        }

        /** The error code of the RST_STREAM that ended it. */
        long resetCode() {
            return await(reset);
        }

        void pauseReading() {
            stream().config().setAutoRead(false);
        }

        void resumeReading() {
            stream().config().setAutoRead(true);
        }

        private Channel stream() {
            return await(stream);
        }

        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            stream.complete(context.channel());
        }

        private static <T> T await(CompletableFuture<T> future) {
            try {
                return future.get(Wire.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException | ExecutionException | TimeoutException failure) {
                throw new AssertionError(failure);
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object frame) {
            switch (frame) {
                case Http2HeadersFrame received -> {
                    headers.complete(received.headers());
                    if (received.isEndStream()) {
                        end.complete(received.headers());
                    }
                }
                case Http2DataFrame data -> {
                    parts.add(data.content().toString(StandardCharsets.ISO_8859_1));
                    body.writeBytes(data.content());
                    boolean last = data.isEndStream();
                    data.release();
                    if (last) {
                        end.complete(headers.join());
                    }
                }
                default -> {}
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof Http2ResetFrame received) {
                reset.complete(received.errorCode());
                fail(new IllegalStateException("RST_STREAM " + received.errorCode()));
            } else {
                ReferenceCountUtil.release(event);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            fail(new IllegalStateException("the stream was closed"));
        }

        private void fail(Exception cause) {
            headers.completeExceptionally(cause);
            end.completeExceptionally(cause);
        }
    }
}
