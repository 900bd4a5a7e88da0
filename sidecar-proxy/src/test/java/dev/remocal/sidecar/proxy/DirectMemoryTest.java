package dev.remocal.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remocal.protocol.Event;
import dev.remocal.protocol.Mode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.MessageSizeEstimator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DirectMemoryTest {

    private static final long LIMIT = 1000;
    private static final String POST = "POST / HTTP/1.1\r\nHost: shop\r\nx-remocal: %s\r\nContent-Length: %d\r\n\r\n";

    private final AtomicLong used = new AtomicLong();
    private final DirectMemory memory = new DirectMemory(used::get, LIMIT);

    @ParameterizedTest
    @CsvSource({
        "-1, 65536, 262144, 10",
        "500, 65536, 262144, 10",
        "501, 2048, 16384, 65546",
        "750, 2048, 16384, 65546",
        "751, 256, 2048, 65546"
    })
    void connectionsMayHoldLessTheMoreIsHeld(long inUse, int headBytes, int blockBytes, int weight) {
        used.set(inUse);
        assertThat(memory.headBytes()).isEqualTo(headBytes);
        assertThat(memory.blockBytes()).isEqualTo(blockBytes);
        assertThat(memory.reads().newHandle().guess()).isLessThanOrEqualTo(headBytes);
        MessageSizeEstimator.Handle sizes = memory.writes().newHandle();
        assertThat(sizes.size(Unpooled.wrappedBuffer(new byte[10]))).isEqualTo(weight);
        assertThat(sizes.size(Unpooled.EMPTY_BUFFER)).isZero();
    }

    @Test
    void aReadTakesThePlaceOfTheLastOneOnceThatIsWritten() {
        var one = memory.reads().newHandle();
        var other = memory.reads().newHandle();
        ByteBuf first = one.allocate(ByteBufAllocator.DEFAULT).writeByte('a');
        ByteBuf second = other.allocate(ByteBufAllocator.DEFAULT).writeByte('b');
        assertThat(second).isNotSameAs(first);
        assertThat(first.getByte(0)).isEqualTo((byte) 'a');
        first.release();
        ByteBuf third = other.allocate(ByteBufAllocator.DEFAULT);
        assertThat(third).isSameAs(first);
        assertThat(third.readableBytes()).isZero();
        ByteBuf part = third.writeByte('c').readRetainedSlice(1);
        third.release();
        ByteBuf fourth = one.allocate(ByteBufAllocator.DEFAULT).writeByte('d');
        assertThat(part.readByte()).isEqualTo((byte) 'c');
        List.of(second, part, fourth).forEach(ByteBuf::release);
    }

    @Test
    void whileItIsScarceReadsAreSmall() {
        used.set(LIMIT);
        ByteBuf read = memory.reads().newHandle().allocate(ByteBufAllocator.DEFAULT);
        assertThat(read.capacity()).isEqualTo(ProxyLimits.READ_BYTES_SHORT);
        read.release();
    }

    private ProxyFixture fixture(long inUse) {
        used.set(inUse);
        return new ProxyFixture(new DataPlane.Bounds(
                ProxyLimits.HALF_OPEN_TIMEOUT,
                ProxyLimits.CONNECTIONS,
                memory,
                ProxyLimits.STREAM_BYTES_TOTAL,
                MirrorTimings.standard(),
                ShiftedApp.Timings.standard()));
    }

    @ParameterizedTest
    @ValueSource(longs = {700, 1000})
    void whileItIsScarceEveryByteStillArrives(long inUse) throws Exception {
        byte[] body = new byte[300_000];
        new Random(11).nextBytes(body);
        try (ProxyFixture proxy = fixture(inUse)) {
            proxy.attach("ada", Mode.DIVERT);
            var open = proxy.open();
            exchange(open.client(), open.app(), POST.formatted("bob", body.length), body);
            String head = POST.formatted("ada", body.length);
            CompletableFuture<Void> sending =
                    CompletableFuture.runAsync(() -> open.client().send(head).send(body));
            Wire local = proxy.local.accept();
            assertThat(local.read(head.length())).isEqualTo(head);
            assertThat(local.readBytes(body.length)).isEqualTo(body);
            sending.get(Wire.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            answer(open.client(), local, body);
        }
    }

    private static void exchange(Wire client, Wire server, String head, byte[] body) throws Exception {
        CompletableFuture<Void> sending =
                CompletableFuture.runAsync(() -> client.send(head).send(body));
        assertThat(server.read(head.length())).isEqualTo(head);
        assertThat(server.readBytes(body.length)).isEqualTo(body);
        sending.get(Wire.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        answer(client, server, body);
    }

    private static void answer(Wire client, Wire server, byte[] body) throws Exception {
        String head = "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n".formatted(body.length);
        CompletableFuture<Void> sending =
                CompletableFuture.runAsync(() -> server.send(head).send(body));
        assertThat(client.read(head.length())).isEqualTo(head);
        assertThat(client.readBytes(body.length)).isEqualTo(body);
        sending.get(Wire.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void aLongHeadIsNotHeldWhileItIsShort() throws Exception {
        try (ProxyFixture proxy = fixture(LIMIT)) {
            FakeDeveloper ada = proxy.attach("ada", Mode.DIVERT);
            var open = proxy.open();
            String start = "GET / HTTP/1.1\r\nHost: shop\r\nx-long: " + "x".repeat(300);
            open.client().send(start);
            assertThat(open.app().read(start.length())).isEqualTo(start);
            assertThat(ada.nextEvent())
                    .isInstanceOfSatisfying(
                            Event.Opaque.class,
                            event -> assertThat(event.code()).isEqualTo("memory-scarce"));
        }
    }

    @Test
    void connectionsBeyondTheLimitWaitUntilOneCloses() {
        try (ProxyFixture proxy = new ProxyFixture(new DataPlane.Bounds(
                ProxyLimits.HALF_OPEN_TIMEOUT,
                2,
                memory,
                ProxyLimits.STREAM_BYTES_TOTAL,
                MirrorTimings.standard(),
                ShiftedApp.Timings.standard()))) {
            var first = proxy.open();
            var second = proxy.open();
            Wire waiting = Wire.connect(proxy.port);
            waiting.send("waits");
            second.client().send("goes on");
            assertThat(second.app().read(7)).isEqualTo("goes on");
            assertThat(proxy.openConnections()).isEqualTo(2);
            first.client().close();
            first.app().close();
            assertThat(proxy.app.accept().read(5)).isEqualTo("waits");
            second.client().close();
            second.app().close();
            assertThat(proxy.open().client().send("x")).isNotNull();
        }
    }
}
