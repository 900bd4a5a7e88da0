package dev.remocal.cli.dns;

import dev.remocal.cli.outgoing.Binding;
import dev.remocal.cli.tunnel.Sockets;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.LengthFieldPrepender;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.BiConsumer;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;

/** One address on loopback where queries are taken, over UDP and TCP (RFC 1035 section 4.2). */
final class DnsServer implements AutoCloseable {

    private final Channel datagrams;
    private final Channel streams;

    static DnsServer bind(Answering answering, InetAddress at, EventLoop loop) throws IOException {
        IOException last = new IOException("no port was tried");
        for (int attempt = 0; attempt < DnsLimits.PORT_ATTEMPTS; attempt++) {
            Channel streams = Binding.await(streams(answering, loop).bind(at, 0));
            try {
                InetSocketAddress address = (InetSocketAddress) streams.localAddress();
                return new DnsServer(Binding.await(datagrams(answering, loop).bind(address)), streams);
            } catch (IOException taken) {
                streams.close();
                last = taken;
            }
        }
        throw last;
    }

    private DnsServer(Channel datagrams, Channel streams) {
        this.datagrams = datagrams;
        this.streams = streams;
    }

    private static Bootstrap datagrams(Answering answering, EventLoop loop) {
        return new Bootstrap()
                .group(loop)
                .channelFactory(Sockets.of(loop).datagrams())
                .handler(new SimpleChannelInboundHandler<DatagramPacket>() {
                    @Override
                    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
                        answer(
                                answering,
                                packet.content(),
                                (query, answer) -> context.writeAndFlush(new DatagramPacket(
                                        Unpooled.wrappedBuffer(answer.toWire(udpBytes(query))), packet.sender())));
                    }
                });
    }

    private static ServerBootstrap streams(Answering answering, EventLoop loop) {
        return new ServerBootstrap()
                .group(loop)
                .channelFactory(Sockets.of(loop).listeners())
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(new LengthFieldBasedFrameDecoder(
                                        DnsLimits.TCP_BYTES + Short.BYTES, 0, Short.BYTES, 0, Short.BYTES))
                                .addLast(new LengthFieldPrepender(Short.BYTES))
                                .addLast(new StreamHandler(answering));
                    }
                });
    }

    private static final class StreamHandler extends SimpleChannelInboundHandler<ByteBuf> {

        private final Answering answering;

        StreamHandler(Answering answering) {
            this.answering = answering;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
            answer(
                    answering,
                    bytes,
                    (query, answer) ->
                            context.writeAndFlush(Unpooled.wrappedBuffer(answer.toWire(DnsLimits.TCP_BYTES))));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }

    /** What is no DNS message gets no answer. */
    private static void answer(Answering answering, ByteBuf bytes, BiConsumer<Message, Message> send) {
        try {
            Message query = new Message(ByteBufUtil.getBytes(bytes));
            answering.answer(query).thenAccept(answer -> send.accept(query, answer));
        } catch (IOException malformed) {
            return;
        }
    }

    /** As many as the query says that its sender takes (RFC 6891 section 6.2.3). */
    private static int udpBytes(Message query) {
        OPTRecord options = query.getOPT();
        return options == null ? DnsLimits.UDP_BYTES : Math.max(DnsLimits.UDP_BYTES, options.getPayloadSize());
    }

    InetSocketAddress address() {
        return (InetSocketAddress) streams.localAddress();
    }

    @Override
    public void close() {
        datagrams.close();
        streams.close();
    }
}
