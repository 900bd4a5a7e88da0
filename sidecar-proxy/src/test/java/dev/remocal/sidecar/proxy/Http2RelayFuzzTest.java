package dev.remocal.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.remocal.protocol.Filter;
import dev.remocal.protocol.Mode;
import dev.remocal.protocol.OnFailure;
import dev.remocal.protocol.ValueMatch;
import dev.remocal.sidecar.CapturedPort;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2FrameTypes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * An HTTP/2 connection on which client and app send frames of any kind: without a session each gets the other's bytes as
 * they were, and with one that wants none of the streams, the other's frames.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Http2RelayFuzzTest {

    /** Behind what tells it from a request. */
    private static final String REST_OF_PREFACE = ".0\r\n\r\nSM\r\n\r\n";

    private static final int MAX_FRAMES = 40;
    private static final int MAX_PAYLOAD = 64;

    private final ProxyFixture proxy = new ProxyFixture();
    private final DataPlane.Port port = new DataPlane.Port(
            proxy.app.port(),
            proxy.metrics.port(new CapturedPort("http", proxy.port, proxy.app.port())),
            new AppDialer(new Bootstrap(), List.of()));

    @AfterAll
    void close() {
        proxy.close();
    }

    @FuzzTest(maxDuration = "10m")
    void nothingIsLostBetweenClientAndApp(FuzzedDataProvider input) {
        proxy.detach();
        Ends ends = new Ends();
        boolean attaches = input.consumeBoolean();
        ends.exchange(input, input.consumeInt(0, MAX_FRAMES));
        assertThat(ends.toApp()).isEqualTo(ends.sentByClient);
        assertThat(ends.toClient()).isEqualTo(ends.sentByApp);
        if (attaches) {
            attach();
            ends.run();
            ends.exchange(input, input.consumeInt(0, MAX_FRAMES));
            ends.assertSameFrames();
        }
        ends.release();
    }

    @Test
    void clientIsNotReadWhileTheAppIsInTheMiddleOfAFrame() {
        proxy.detach();
        Ends ends = new Ends();
        ByteBuf ping = frame(Http2FrameTypes.PING, 0, 0, new byte[8]);
        ends.send(ends.app, ends.sentByApp, ping.copy(0, 4));
        attach();
        ends.run();
        ends.send(ends.client, ends.sentByClient, ping.copy());
        assertThat(ends.client.config().isAutoRead()).isFalse();
        assertThat(ends.toApp()).isNotEqualTo(ends.sentByClient);
        ends.send(ends.app, ends.sentByApp, ping.copy(4, ping.readableBytes() - 4));
        assertThat(ends.client.config().isAutoRead()).isTrue();
        ends.assertSameFrames();
        ends.release();
    }

    @Test
    void whatIsHeldIsPassedOnWhereTheAppGoesOnWithSomethingElse() {
        proxy.detach();
        Ends ends = new Ends();
        ByteBuf stray = frame(Http2FrameTypes.CONTINUATION, 0, 1, new byte[0]);
        ends.send(ends.app, ends.sentByApp, stray.copy(0, 4));
        attach();
        ends.run();
        ends.send(ends.client, ends.sentByClient, frame(Http2FrameTypes.PING, 0, 0, new byte[8]));
        ends.send(ends.app, ends.sentByApp, stray.copy(4, stray.readableBytes() - 4));
        assertThat(ends.toApp()).isEqualTo(ends.sentByClient);
        assertThat(ends.toClient()).isEqualTo(ends.sentByApp);
        ends.release();
    }

    private void attach() {
        proxy.attach("ada", Mode.DIVERT, OnFailure.CLUSTER, new Filter.Header("x-none", new ValueMatch.Exact("none")));
    }

    /** Both ends of one relayed connection. */
    private final class Ends {

        private final EmbeddedChannel client = new EmbeddedChannel();
        private final EmbeddedChannel app = new EmbeddedChannel();
        private final ByteBuf sentByClient = Unpooled.buffer();
        private final ByteBuf sentByApp = Unpooled.buffer();
        private final ByteBuf toApp = Unpooled.buffer();
        private final ByteBuf toClient = Unpooled.buffer();

        Ends() {
            Http2Relay relay = Http2Relay.behindPreface(proxy.plane, port, client, app);
            client.pipeline().addLast(relay.clientSide());
            app.pipeline().addLast(relay.appSide());
            relay.start();
            send(client, sentByClient, Unpooled.copiedBuffer(REST_OF_PREFACE, StandardCharsets.US_ASCII));
            send(client, sentByClient, frame(Http2FrameTypes.SETTINGS, 0, 0, new byte[0]));
            send(app, sentByApp, frame(Http2FrameTypes.SETTINGS, 0, 0, new byte[0]));
        }

        void exchange(FuzzedDataProvider input, int frames) {
            for (int i = 0; i < frames && input.remainingBytes() > 0; i++) {
                boolean fromClient = input.consumeBoolean();
                ByteBuf bytes =
                        input.consumeBoolean() ? anyFrame(input) : Unpooled.wrappedBuffer(input.consumeBytes(8));
                int cut = input.consumeInt(0, bytes.readableBytes());
                EmbeddedChannel from = fromClient ? client : app;
                ByteBuf sent = fromClient ? sentByClient : sentByApp;
                send(from, sent, bytes.copy(0, cut));
                send(from, sent, bytes.copy(cut, bytes.readableBytes() - cut));
            }
        }

        private ByteBuf anyFrame(FuzzedDataProvider input) {
            byte type = input.consumeByte((byte) 0, (byte) 10);
            return frame(
                    type,
                    input.consumeInt(0, 0xff),
                    input.consumeInt(0, 9),
                    input.consumeBytes(input.consumeInt(0, MAX_PAYLOAD)));
        }

        private void send(EmbeddedChannel from, ByteBuf sent, ByteBuf bytes) {
            if (from.isOpen()) {
                sent.writeBytes(bytes.duplicate());
                from.writeInbound(bytes);
                run();
            }
        }

        void run() {
            client.runPendingTasks();
            app.runPendingTasks();
            client.checkException();
            app.checkException();
        }

        ByteBuf toApp() {
            return drain(app, toApp);
        }

        ByteBuf toClient() {
            return drain(client, toClient);
        }

        private static ByteBuf drain(EmbeddedChannel channel, ByteBuf into) {
            channel.flush();
            for (ByteBuf bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
                into.writeBytes(bytes);
                bytes.release();
            }
            return into;
        }

        /**
         * As far as they have got: what one sends may have to wait until the other is between two frames. Long DATA is passed
         * on in pieces, which are other frames.
         */
        void assertSameFrames() {
            boolean cut = hasLongData(sentByClient, REST_OF_PREFACE.length()) || hasLongData(sentByApp, 0);
            if (!cut && client.isOpen() && app.isOpen()) {
                boolean between =
                        isBetweenFrames(sentByClient, REST_OF_PREFACE.length()) && isBetweenFrames(sentByApp, 0);
                assertSame(
                        frames(toApp(), REST_OF_PREFACE.length()),
                        frames(sentByClient, REST_OF_PREFACE.length()),
                        between);
                assertSame(frames(toClient(), 0), frames(sentByApp, 0), between);
            }
        }

        private static void assertSame(List<String> passed, List<String> sent, boolean all) {
            assertThat(passed).isEqualTo(all ? sent : sent.subList(0, Math.min(sent.size(), passed.size())));
        }

        void release() {
            client.finishAndReleaseAll();
            app.finishAndReleaseAll();
        }
    }

    private static ByteBuf frame(byte type, int flags, int stream, byte[] payload) {
        return Unpooled.buffer()
                .writeMedium(payload.length)
                .writeByte(type)
                .writeByte(flags)
                .writeInt(stream)
                .writeBytes(payload);
    }

    private static boolean isBetweenFrames(ByteBuf bytes, int from) {
        int at = from;
        int openBlock = 0;
        while (bytes.writerIndex() - at >= 9) {
            boolean ends = FrameBytes.endsBlock(FrameBytes.flags(bytes, at));
            boolean opens = FrameBytes.opensBlock(FrameBytes.type(bytes, at));
            openBlock = opens && !ends ? FrameBytes.stream(bytes, at) : ends ? 0 : openBlock;
            at += 9 + FrameBytes.length(bytes, at);
        }
        return at == bytes.writerIndex() && openBlock == 0;
    }

    private static boolean hasLongData(ByteBuf bytes, int from) {
        for (int at = from; bytes.writerIndex() - at >= 9; at += 9 + FrameBytes.length(bytes, at)) {
            if (FrameBytes.type(bytes, at) == Http2FrameTypes.DATA
                    && FrameBytes.length(bytes, at) > Http2CodecUtil.DEFAULT_MAX_FRAME_SIZE) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whole frames as text. Left out is what the sidecar has a hand in: SETTINGS, which it adds to and takes from, credit
     * for the connection, and GOAWAY, whose number it keeps from growing.
     */
    private static List<String> frames(ByteBuf bytes, int from) {
        List<String> frames = new ArrayList<>();
        int at = from;
        while (bytes.writerIndex() - at >= 9 && at + 9 + FrameBytes.length(bytes, at) <= bytes.writerIndex()) {
            int length = FrameBytes.length(bytes, at);
            byte type = FrameBytes.type(bytes, at);
            int stream = FrameBytes.stream(bytes, at);
            boolean goAway = type == Http2FrameTypes.GO_AWAY && stream == 0;
            if (!goAway && !FrameBytes.isConnectionControl(type, stream)) {
                frames.add(ByteBufUtil.hexDump(bytes, at, 9 + length));
            }
            at += 9 + length;
        }
        return frames;
    }
}
