package dev.remocal.cli.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remocal.cli.outgoing.Reach;
import io.netty.channel.nio.NioEventLoopGroup;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

class DnsServerTest {

    /** 16 bytes each: more than 512 and 1232 bytes, which are what UDP takes without and with EDNS. */
    private static final int MANY = 200;

    private final NioEventLoopGroup group = new NioEventLoopGroup(1);
    private DnsServer server;

    @BeforeEach
    void bind() throws Exception {
        Name domain = Name.fromConstantString("cluster.local.");
        server = DnsServer.bind(
                new Answering(
                        query -> CompletableFuture.completedFuture(query),
                        DnsServerTest::many,
                        new Reach(List.of(), List.of(), Set.of(), "cluster.local"),
                        new PodSearch(List.of(), 5, domain),
                        new ClusterAddresses(new Reach(List.of(), List.of(), Set.of(), "cluster.local"))),
                InetAddress.getByName("127.0.0.53"),
                group.next());
    }

    @AfterEach
    void close() {
        server.close();
        group.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS);
    }

    private static CompletableFuture<Message> many(Message query) {
        Message answer = new Message(query.getHeader().getID());
        IntStream.range(0, MANY)
                .mapToObj(i -> new ARecord(query.getQuestion().getName(), DClass.IN, 5, address(i)))
                .forEach(each -> answer.addRecord(each, Section.ANSWER));
        return CompletableFuture.completedFuture(answer);
    }

    private static InetAddress address(int i) {
        try {
            return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) i});
        } catch (java.net.UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static Message query() {
        return Message.newQuery(
                Record.newRecord(Name.fromConstantString("db.shop.svc.cluster.local."), Type.A, DClass.IN));
    }

    /** Resolvers may take answers only from the address that they have asked. */
    @Test
    void itAnswersFromTheAddressThatItIsToBeAt() throws Exception {
        try (DatagramSocket socket = new DatagramSocket()) {
            byte[] query = query().toWire();
            socket.send(new DatagramPacket(query, query.length, server.address()));
            DatagramPacket answer = new DatagramPacket(new byte[512], 512);
            socket.setSoTimeout(10_000);
            socket.receive(answer);
            assertThat(answer.getAddress().getHostAddress()).isEqualTo("127.0.0.53");
        }
    }

    @Test
    void whatDoesNotFitIsFetchedOverTcp() throws Exception {
        SimpleResolver resolver = new SimpleResolver(server.address());
        assertThat(resolver.send(query()).getSection(Section.ANSWER)).hasSize(MANY);
    }

    @Test
    void anAnswerOverUdpIsCutToWhatTheQueryAllows() throws Exception {
        SimpleResolver resolver = new SimpleResolver(server.address());
        resolver.setIgnoreTruncation(true);
        Message small = resolver.send(query());
        assertThat(small.getHeader().getFlag(Flags.TC)).isTrue();
        assertThat(small.numBytes()).isLessThanOrEqualTo(1280);
        resolver.setEDNS(0, 4096, 0, List.of());
        Message large = resolver.send(query());
        assertThat(large.getHeader().getFlag(Flags.TC)).isFalse();
        assertThat(large.getSection(Section.ANSWER)).hasSize(MANY);
    }

    @Test
    void severalQueriesOnOneConnectionAreAnswered() throws Exception {
        SimpleResolver resolver = new SimpleResolver(server.address());
        resolver.setTCP(true);
        List<CompletableFuture<Message>> answers = IntStream.range(0, 10)
                .mapToObj(i -> resolver.sendAsync(query()).toCompletableFuture())
                .toList();
        for (CompletableFuture<Message> answer : answers) {
            assertThat(answer.get(10, TimeUnit.SECONDS).getSection(Section.ANSWER))
                    .hasSize(MANY);
        }
    }

    @Test
    void whatIsNoQueryIsPassedOver() throws Exception {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(new byte[] {1, 2, 3}, 3, server.address()));
        }
        SimpleResolver resolver = new SimpleResolver(server.address());
        assertThat(resolver.send(query()).getSection(Section.ANSWER)).hasSize(MANY);
    }
}
