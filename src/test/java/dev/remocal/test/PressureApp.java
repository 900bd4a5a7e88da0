package dev.remocal.test;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * An app with a small answer and an endless one. A process of its own, as ten thousand connections take the files of one;
 * prints the port it listens on.
 */
final class PressureApp extends SimpleChannelInboundHandler<ByteBuf> {

    static final String ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\napp";
    static final String ENDLESS = "GET /endless HTTP/1.1\r\nHost: app\r\n\r\n";
    static final String ENDLESS_ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\n";

    private static final int BACKLOG = 4096;

    /** A thousand connections that nobody reads fill the kernel's buffers as well. */
    private static final int SEND_BUFFER_BYTES = 64 * 1024;

    private static final ByteBuf SMALL = constant(ANSWER);
    private static final ByteBuf ENDLESS_HEAD = constant(ENDLESS_ANSWER);
    private static final ByteBuf PART = constant("x".repeat(64 * 1024));

    private boolean endless;

    private PressureApp() {}

    /** Direct, as each write would copy it otherwise. */
    private static ByteBuf constant(String text) {
        ByteBuf bytes = Unpooled.directBuffer(text.length());
        bytes.writeCharSequence(text, StandardCharsets.US_ASCII);
        return Unpooled.unreleasableBuffer(bytes).asReadOnly();
    }

    public static void main(String[] arguments) throws InterruptedException {
        Channel listening = new ServerBootstrap()
                .group(new NioEventLoopGroup(1))
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.SO_SNDBUF, SEND_BUFFER_BYTES)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new PressureApp());
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .sync()
                .channel();
        System.out.println(((InetSocketAddress) listening.localAddress()).getPort());
        listening.closeFuture().sync();
    }

    /** Every request here comes in one piece. */
    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf request) {
        endless = request.toString(StandardCharsets.US_ASCII).equals(ENDLESS);
        context.writeAndFlush((endless ? ENDLESS_HEAD : SMALL).duplicate());
        writeOn(context);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        writeOn(context);
    }

    private void writeOn(ChannelHandlerContext context) {
        while (endless && context.channel().isWritable()) {
            context.writeAndFlush(PART.duplicate());
        }
    }

    /** Clients hang up in the middle of the endless answer. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
