package dev.remocal.test.soak;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/** The app in the pods, as a process, and a developer's local process: HTTP/1.1 and gRPC on one port. */
final class SoakService implements AutoCloseable {

    private static final int BACKLOG = 1024;
    private static final int LONGEST_BODY = 1024 * 1024;

    /** What no HTTP/1.1 method begins with: the client's preface, RFC 9113 section 3.4. */
    private static final byte[] PREFACE = "PRI ".getBytes(StandardCharsets.US_ASCII);

    private final Server server;
    private final Consumer<String> keys;
    private final Consumer<Throwable> errors;
    private final Channel listening;

    /**
     * @param keys is given the key of each request that arrives, or an empty text
     * @param errors is given what makes a connection of gRPC unusable, where that is more than its end
     */
    SoakService(
            Server server,
            InetSocketAddress address,
            EventLoopGroup loop,
            Consumer<String> keys,
            Consumer<Throwable> errors) {
        this.server = server;
        this.keys = keys;
        this.errors = errors;
        this.listening = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline().addLast(new Detection());
                    }
                })
                .bind(address)
                .syncUninterruptibly()
                .channel();
    }

    /** Environment: HOST, and HOSTNAME for the pod's name. */
    public static void main(String[] arguments) throws UnknownHostException {
        InetAddress host = InetAddress.getByName(System.getenv("HOST"));
        Server app = new Server.App(System.getenv("HOSTNAME"));
        new SoakService(
                app,
                new InetSocketAddress(host, 8080),
                new NioEventLoopGroup(1),
                key -> {},
                Throwable::printStackTrace);
        System.out.println("serving as=" + app.text());
    }

    int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    /** Serves what the first bytes of a connection show it to be. */
    private final class Detection extends ByteToMessageDecoder {

        @Override
        protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
            if (in.readableBytes() < PREFACE.length) {
                return;
            }
            if (isPreface(in)) {
                context.pipeline().addLast(GrpcAnswers.handler(server, keys, errors), new CloseOnFailure());
            } else {
                context.pipeline()
                        .addLast(
                                new HttpServerCodec(),
                                new HttpObjectAggregator(LONGEST_BODY),
                                new HttpAnswers(server, keys));
            }
            context.pipeline().remove(this);
        }

        private boolean isPreface(ByteBuf in) {
            for (int i = 0; i < PREFACE.length; i++) {
                if (in.getByte(in.readerIndex() + i) != PREFACE[i]) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }

    /** Tunnels that are cut reset the connections of local processes: nothing to be told. */
    private static final class CloseOnFailure extends ChannelInboundHandlerAdapter {

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }

    /** Takes no new connections; those that are open go on. */
    @Override
    public void close() {
        listening.close().syncUninterruptibly();
    }
}
