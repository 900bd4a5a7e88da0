package dev.remocal.sidecar.proxy;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** An HTTP/2 server with prior knowledge that echoes each request, and does as the request's path says. */
final class Http2Server implements AutoCloseable {

    /** A request's header block as it arrived. */
    final BlockingQueue<Http2Headers> requests = new LinkedBlockingQueue<>();

    final BlockingQueue<Http2Headers> trailers = new LinkedBlockingQueue<>();

    /** RST_STREAM that clients sent, by error code. */
    final BlockingQueue<Long> resets = new LinkedBlockingQueue<>();

    final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final String name;
    private final EventLoopGroup loops = new NioEventLoopGroup(1);
    private final Channel listening;

    Http2Server(String name) {
        this(name, 0);
    }

    Http2Server(String name, int port) {
        this.name = name;
        listening = new ServerBootstrap()
                .group(loops)
                .channelFactory(NioServerSocketChannel::new)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel connection) {
                        connections.add(connection);
                        connection
                                .pipeline()
                                .addLast(
                                        Http2FrameCodecBuilder.forServer()
                                                .initialSettings(Http2Settings.defaultSettings()
                                                        .maxHeaderListSize(ProxyLimits.FIELD_BLOCK_BYTES))
                                                .build(),
                                        new Http2MultiplexHandler(new ChannelInitializer<>() {
                                            @Override
                                            protected void initChannel(Channel stream) {
                                                stream.pipeline().addLast(new Stream());
                                            }
                                        }));
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), port)
                .syncUninterruptibly()
                .channel();
    }

    int port() {
        return ((java.net.InetSocketAddress) listening.localAddress()).getPort();
    }

    /** TCP's reset. */
    void resetConnections() {
        connections.forEach(connection -> connection.config().setOption(ChannelOption.SO_LINGER, 0));
        connections.close();
    }

    @Override
    public void close() {
        listening.close().syncUninterruptibly();
        connections.close().syncUninterruptibly();
        loops.shutdownGracefully();
    }

    private final class Stream extends ChannelInboundHandlerAdapter {

        private String path = "";
        private ByteBuf body = Unpooled.buffer();

        @Override
        public void channelRead(ChannelHandlerContext context, Object frame) {
            switch (frame) {
                case Http2HeadersFrame headers -> headers(context, headers);
                case Http2DataFrame data -> data(context, data);
                default -> throw new IllegalStateException(frame.toString());
            }
        }

        private void headers(ChannelHandlerContext context, Http2HeadersFrame headers) {
            if (headers.headers().path() != null) {
                path = headers.headers().path().toString();
                requests.add(headers.headers());
            } else {
                trailers.add(headers.headers());
            }
            switch (path) {
                case "/refuse" -> context.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.REFUSED_STREAM));
                case "/abort" -> context.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.INADEQUATE_SECURITY));
                case "/stream", "/half" -> answer(context);
                case "/stall" -> context.channel().config().setAutoRead(false);
                default -> {}
            }
            if (headers.isEndStream()) {
                complete(context);
            }
        }

        private void answer(ChannelHandlerContext context) {
            context.writeAndFlush(new DefaultHttp2HeadersFrame(
                    new DefaultHttp2Headers().status("200").set("served-by", name)));
        }

        private void data(ChannelHandlerContext context, Http2DataFrame data) {
            if (path.equals("/stream")) {
                context.writeAndFlush(new DefaultHttp2DataFrame(data.content().retain()));
            } else {
                body.writeBytes(data.content());
            }
            boolean end = data.isEndStream();
            data.release();
            if (end) {
                complete(context);
            }
        }

        private void complete(ChannelHandlerContext context) {
            if (path.equals("/half")) {
                // Begun, and never to be ended.
                return;
            }
            if (path.equals("/die")) {
                context.channel().parent().close();
                return;
            }
            if (!path.equals("/stream")) {
                answer(context);
                context.write(new DefaultHttp2DataFrame(body));
            }
            context.writeAndFlush(
                    new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().set("grpc-status", "0"), true));
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof Http2ResetFrame reset) {
                resets.add(reset.errorCode());
            }
        }
    }
}
