package dev.remocal.test.cluster;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.dns.DatagramDnsQuery;
import io.netty.handler.codec.dns.DatagramDnsQueryDecoder;
import io.netty.handler.codec.dns.DatagramDnsResponse;
import io.netty.handler.codec.dns.DatagramDnsResponseEncoder;
import io.netty.handler.codec.dns.DefaultDnsResponse;
import io.netty.handler.codec.dns.DnsQuery;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.TcpDnsQueryDecoder;
import io.netty.handler.codec.dns.TcpDnsResponseEncoder;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The cluster's DNS, over UDP and TCP: answers for the cluster's names and knows no others. */
final class DnsServer implements AutoCloseable {

    /** 53 is for the privileged; a resolver that is told the number in resolv.conf, such as Netty's, asks here as well. */
    static final int PORT = 1053;

    private final InetSocketAddress address;
    private final Supplier<DnsZone> zone;
    private final EventLoopGroup loop = new NioEventLoopGroup(1, new DefaultThreadFactory("dns", true));

    DnsServer(String host, Supplier<DnsZone> zone) {
        this.address = new InetSocketAddress(host, PORT);
        this.zone = zone;
    }

    void start() {
        new Bootstrap()
                .group(loop)
                .channel(NioDatagramChannel.class)
                .handler(pipeline(pipeline -> pipeline.addLast(
                        new DatagramDnsQueryDecoder(), new DatagramDnsResponseEncoder(), new OverUdp())))
                .bind(address)
                .syncUninterruptibly();
        new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .childHandler(pipeline(pipeline ->
                        pipeline.addLast(new TcpDnsQueryDecoder(), new TcpDnsResponseEncoder(), new OverTcp())))
                .bind(address)
                .syncUninterruptibly();
    }

    private static ChannelInitializer<Channel> pipeline(Consumer<ChannelPipeline> handlers) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                handlers.accept(channel.pipeline());
            }
        };
    }

    private final class OverUdp extends SimpleChannelInboundHandler<DatagramDnsQuery> {

        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramDnsQuery query) {
            InetSocketAddress asker = query.sender();
            DnsResponse response = new DatagramDnsResponse(query.recipient(), asker, query.id());
            context.writeAndFlush(DnsReply.fill(response, query, zone.get(), DnsReply.datagramLimit(query)));
        }
    }

    private final class OverTcp extends SimpleChannelInboundHandler<DnsQuery> {

        @Override
        protected void channelRead0(ChannelHandlerContext context, DnsQuery query) {
            context.writeAndFlush(
                    DnsReply.fill(new DefaultDnsResponse(query.id()), query, zone.get(), DnsReply.STREAM_LIMIT));
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
