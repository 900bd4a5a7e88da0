package dev.remocal.sidecar.tunnel;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.handler.codec.dns.DatagramDnsQuery;
import io.netty.handler.codec.dns.DatagramDnsQueryDecoder;
import io.netty.handler.codec.dns.DatagramDnsResponse;
import io.netty.handler.codec.dns.DatagramDnsResponseEncoder;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DefaultDnsRawRecord;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;

/** A cluster's DNS as far as a test needs it: A records of some names, and a server failure for {@code broken}. */
final class Nameserver implements AutoCloseable {

    private static final int TTL = 5;

    private final Map<String, List<InetAddress>> names;
    private final Channel channel;

    /**
     * @param names each with the dot at its end
     */
    Nameserver(EventLoopGroup loops, Map<String, List<InetAddress>> names) {
        this.names = names;
        this.channel = new Bootstrap()
                .group(loops)
                .channelFactory(ControlPort.TRANSPORT.datagramChannels())
                .handler(new ChannelInitializer<DatagramChannel>() {
                    @Override
                    protected void initChannel(DatagramChannel socket) {
                        socket.pipeline()
                                .addLast(
                                        new DatagramDnsQueryDecoder(), new DatagramDnsResponseEncoder(), new Answers());
                    }
                })
                .bind("127.0.0.1", 0)
                .syncUninterruptibly()
                .channel();
    }

    /** Its line in a resolv.conf. */
    String line() {
        return "nameserver 127.0.0.1." + ((InetSocketAddress) channel.localAddress()).getPort();
    }

    @Override
    public void close() {
        channel.close().syncUninterruptibly();
    }

    private final class Answers extends SimpleChannelInboundHandler<DatagramDnsQuery> {

        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramDnsQuery query) {
            DnsQuestion question = query.recordAt(DnsSection.QUESTION);
            List<InetAddress> addresses = names.getOrDefault(question.name(), List.of());
            DatagramDnsResponse answer = new DatagramDnsResponse(
                    /* sender= */ query.recipient(), /* recipient= */ query.sender(), query.id());
            answer.addRecord(DnsSection.QUESTION, new DefaultDnsQuestion(question.name(), question.type()));
            answer.setCode(code(question.name(), addresses));
            if (question.type().equals(DnsRecordType.A)) {
                addresses.forEach(address -> answer.addRecord(
                        DnsSection.ANSWER,
                        new DefaultDnsRawRecord(
                                question.name(), DnsRecordType.A, TTL, Unpooled.wrappedBuffer(address.getAddress()))));
            }
            context.writeAndFlush(answer);
        }

        private static DnsResponseCode code(String name, List<InetAddress> addresses) {
            if (name.startsWith("broken.")) {
                return DnsResponseCode.SERVFAIL;
            }
            return addresses.isEmpty() ? DnsResponseCode.NXDOMAIN : DnsResponseCode.NOERROR;
        }
    }
}
