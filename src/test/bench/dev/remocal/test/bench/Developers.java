package dev.remocal.test.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Developers attached to a sidecar, each with a session and a connection to the control port of its own, as
 * docs/wire-protocol.md has it. The local process of one that mirrors is on the same thread and takes every request.
 */
final class Developers implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SESSIONS = "/v1/sessions";

    private final EventLoopGroup loop = Transports.oneLoop(new DefaultThreadFactory("developers", true));
    private final ServedRequests taken = new ServedRequests();
    private final int control;
    private final int appPort;

    Developers(int control, int appPort) {
        this.control = control;
        this.appPort = appPort;
    }

    /** Sessions of which none matches, each with five filters that a request must all be held against. */
    void attachMatchingNone(int sessions) {
        for (int i = 0; i < sessions; i++) {
            String name = "developer" + i;
            attach(
                    name,
                    "divert",
                    "header:x-developer=%1$s or cookie:developer=%1$s or query:developer=%1$s or baggage:developer=%1$s or path=/%1$s/*"
                            .formatted(name));
        }
    }

    /** One session that gets a copy of everything. */
    void attachMirroring() {
        Channel connection = attach("mirror", "mirror", "everything");
        for (int i = 0; i < BenchLimits.PARKED_STREAMS; i++) {
            park(connection, "mirror");
        }
    }

    /** How many requests have reached the local process so far. */
    long taken() {
        return taken.total();
    }

    private Channel attach(String name, String mode, String filter) {
        Channel connection = connect();
        String id = id(name);
        expect(name, 200, ask(connection, SESSIONS, spec(name, id, mode, filter)));
        expect(name, 204, ask(connection, SESSIONS + "/" + id + "/activate", ""));
        return connection;
    }

    private static String id(String name) {
        return "bench-" + name;
    }

    private Channel connect() {
        return new Bootstrap()
                .group(loop)
                .channel(Transports.channel())
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline()
                                .addLast(Http2FrameCodecBuilder.forClient().build())
                                .addLast(new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()))
                                .addLast(new CloseOnFailure());
                    }
                })
                .connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), control))
                .syncUninterruptibly()
                .channel();
    }

    private String spec(String name, String id, String mode, String filter) {
        ObjectNode spec = JSON.createObjectNode()
                .put("version", 1)
                .put("id", id)
                .put("owner", name + "@bench")
                .put("key", name)
                .put("target", "svc/bench")
                .put("mode", mode)
                .put("filter", filter)
                .put("onFailure", "cluster")
                .put("createdAtMillis", System.currentTimeMillis())
                .put("client", "bench");
        spec.putArray("ports").add(appPort);
        return spec.toString();
    }

    /** The status; the stream stays open, and with it the session. */
    private static CompletableFuture<Integer> ask(Channel connection, String path, String body) {
        CompletableFuture<Integer> status = new CompletableFuture<>();
        Http2StreamChannel stream = open(connection, new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object frame) {
                if (frame instanceof Http2HeadersFrame headers) {
                    status.complete(
                            Integer.parseInt(String.valueOf(headers.headers().status())));
                }
                ReferenceCountUtil.release(frame);
            }

            @Override
            public void channelInactive(ChannelHandlerContext context) {
                status.completeExceptionally(new IllegalStateException("the stream ended without an answer"));
            }
        });
        ByteBuf bytes = Unpooled.copiedBuffer(body, StandardCharsets.UTF_8);
        stream.write(new DefaultHttp2HeadersFrame(head(path), false));
        stream.writeAndFlush(new DefaultHttp2DataFrame(bytes, true));
        return status;
    }

    private static Http2StreamChannel open(Channel connection, ChannelInboundHandlerAdapter handler) {
        return new Http2StreamChannelBootstrap(connection)
                .handler(handler)
                .open()
                .syncUninterruptibly()
                .getNow();
    }

    private static DefaultHttp2Headers head(String path) {
        DefaultHttp2Headers head = new DefaultHttp2Headers();
        head.method("POST").scheme("http").authority("bench").path(path);
        head.set("content-type", "application/json");
        return head;
    }

    private static void expect(String name, int expected, CompletableFuture<Integer> status) {
        try {
            int answered = status.get(BenchLimits.CONTROL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            if (answered != expected) {
                throw new IllegalStateException("the sidecar answered " + answered + " to session " + name);
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the sidecar did not admit session " + name, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void park(Channel connection, String name) {
        new Http2StreamChannelBootstrap(connection)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel stream) {
                        stream.pipeline().addLast(new Parked(connection, name));
                    }
                })
                .open()
                .addListener(opened -> {
                    if (opened.isSuccess()) {
                        ((Channel) opened.getNow())
                                .writeAndFlush(new DefaultHttp2HeadersFrame(
                                        head(SESSIONS + "/" + id(name) + "/accept"), false));
                    }
                });
    }

    /** A sidecar that ends takes its connections with it. */
    private static final class CloseOnFailure extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object frame) {
            ReferenceCountUtil.release(frame);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }

    /** A parked stream; once it is answered, its bodies are the two directions of a connection to the local process. */
    private final class Parked extends ChannelDuplexHandler {

        private final Channel connection;
        private final String name;
        private boolean handedOver;

        Parked(Channel connection, String name) {
            this.connection = connection;
            this.name = name;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object frame) {
            if (frame instanceof Http2HeadersFrame && !handedOver) {
                handedOver = true;
                park(connection, name);
                context.pipeline().addLast(new ProtocolDetection(taken));
            } else if (frame instanceof Http2DataFrame data) {
                boolean last = data.isEndStream();
                context.fireChannelRead(data.content());
                if (last) {
                    context.writeAndFlush(new DefaultHttp2DataFrame(true));
                }
            } else {
                ReferenceCountUtil.release(frame);
            }
        }

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            Object frame = message instanceof ByteBuf bytes ? new DefaultHttp2DataFrame(bytes) : message;
            context.write(frame, promise);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }

    @Override
    public void close() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
