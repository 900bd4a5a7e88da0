package dev.remocal.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollSocketChannel;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is written to a socket past Netty's queue arrives once, in order, and at nobody else's. */
@ExtendWith(Leaks.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RelayTest {

    /** Of one write, and more than the socket's buffers together hold of all of them. */
    private static final int LARGE_BYTES = 1 << 20;

    private static final int LARGE_WRITES = 16;

    private final Wire.Server server = new Wire.Server();
    private final List<Pair> open = new ArrayList<>();

    @SuppressWarnings("NullAway.Init")
    private EventLoopGroup loops;

    /** The sidecar's end of a connection, and its peer's. */
    private record Pair(Channel channel, Wire peer) {}

    @BeforeAll
    void startLoop() {
        assumeTrue(Epoll.isAvailable(), "bytes go past Netty's queue with epoll alone, which is Linux'");
        loops = new EpollEventLoopGroup(1);
    }

    @AfterEach
    void closePairs() {
        for (Pair pair : open) {
            pair.channel().close().syncUninterruptibly();
            pair.peer().close();
        }
        open.clear();
    }

    @AfterAll
    void stopLoop() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        server.close();
    }

    private Pair open() {
        Channel channel = new Bootstrap()
                .group(loops)
                .channelFactory(EpollSocketChannel::new)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInboundHandlerAdapter())
                .connect(InetAddress.getLoopbackAddress(), server.port())
                .syncUninterruptibly()
                .channel();
        Pair pair = new Pair(channel, server.accept());
        open.add(pair);
        return pair;
    }

    private static void onLoop(Channel channel, Runnable what) {
        channel.eventLoop().submit(what).syncUninterruptibly();
    }

    private static long waiting(Channel channel) {
        return channel.unsafe().outboundBuffer().totalPendingWriteBytes();
    }

    private static ByteBuf direct(byte[] bytes) {
        return ByteBufAllocator.DEFAULT.directBuffer(bytes.length).writeBytes(bytes);
    }

    private static ByteBuf direct(String text) {
        return direct(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void bytesAreOnTheirWayBeforeAFlushAndReleased() {
        Pair pair = open();
        ByteBuf bytes = direct("hello");
        onLoop(pair.channel(), () -> {
            Relay.write(pair.channel(), bytes);
            assertThat(waiting(pair.channel())).isZero();
        });
        assertThat(pair.peer().read(5)).isEqualTo("hello");
        assertThat(bytes.refCnt()).isZero();
    }

    @Test
    void partOfABufferIsThatPart() {
        Pair pair = open();
        ByteBuf whole = direct("hello, world");
        ByteBuf part = whole.skipBytes(7).readRetainedSlice(3);
        onLoop(pair.channel(), () -> {
            Relay.write(pair.channel(), part);
            Relay.write(pair.channel(), whole);
        });
        assertThat(pair.peer().read(5)).isEqualTo("world");
        assertThat(whole.refCnt()).isZero();
    }

    @Test
    void bytesThatTheSocketDoesNotTakeFollowInOrder() {
        Pair pair = open();
        byte[] all = new byte[LARGE_BYTES * LARGE_WRITES];
        new Random(7).nextBytes(all);
        List<ByteBuf> writes = IntStream.range(0, LARGE_WRITES)
                .mapToObj(i -> ByteBufAllocator.DEFAULT
                        .directBuffer(LARGE_BYTES)
                        .writeBytes(all, i * LARGE_BYTES, LARGE_BYTES))
                .toList();
        onLoop(pair.channel(), () -> {
            writes.forEach(write -> Relay.write(pair.channel(), write));
            assertThat(waiting(pair.channel())).isBetween(1L, (long) all.length);
            assertThat(pair.channel().isWritable()).isFalse();
            Relay.flush(pair.channel());
        });
        assertThat(pair.peer().readBytes(all.length)).isEqualTo(all);
        Wire.await("all is released", () -> writes.stream().allMatch(write -> write.refCnt() == 0));
    }

    @Test
    void bytesDoNotOvertakeWhatWaitsForAFlush() {
        Pair pair = open();
        onLoop(pair.channel(), () -> {
            pair.channel().write(direct("first "));
            Relay.write(pair.channel(), direct("second"));
            Relay.flush(pair.channel());
        });
        assertThat(pair.peer().read(12)).isEqualTo("first second");
    }

    @Test
    void bytesOutsideDirectMemoryArriveAsWell() {
        Pair pair = open();
        onLoop(pair.channel(), () -> {
            Relay.write(pair.channel(), Unpooled.wrappedBuffer("heap".getBytes(StandardCharsets.ISO_8859_1)));
            Relay.flush(pair.channel());
        });
        assertThat(pair.peer().read(4)).isEqualTo("heap");
    }

    /** Its number is given to the next connection. */
    @Test
    void bytesForAClosedChannelReachNobody() {
        Pair closed = open();
        closed.channel().close().syncUninterruptibly();
        List<Pair> next = IntStream.range(0, 4).mapToObj(i -> open()).toList();
        ByteBuf late = direct("late");
        onLoop(closed.channel(), () -> Relay.write(closed.channel(), late));
        assertThat(late.refCnt()).isZero();
        for (Pair pair : next) {
            onLoop(pair.channel(), () -> Relay.write(pair.channel(), direct("next")));
            assertThat(pair.peer().read(4)).isEqualTo("next");
        }
    }

    @Test
    void resetMetByAWriteClosesTheChannel() {
        Pair pair = open();
        onLoop(pair.channel(), () -> pair.channel().config().setAutoRead(false));
        pair.peer().reset();
        ByteBuf bytes = direct("hello");
        onLoop(pair.channel(), () -> {
            Relay.write(pair.channel(), bytes);
            Relay.flush(pair.channel());
        });
        assertThat(pair.channel().closeFuture().awaitUninterruptibly(Wire.TIMEOUT.toMillis()))
                .isTrue();
        assertThat(bytes.refCnt()).isZero();
    }
}
