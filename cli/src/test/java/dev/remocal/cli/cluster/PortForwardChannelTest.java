package dev.remocal.cli.cluster;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.http.WebSocket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.nio.NioEventLoopGroup;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PortForwardChannelTest {

    private static final String READ_COMPLETE = "|";
    private static final String END = "end";

    private final NioEventLoopGroup group = new NioEventLoopGroup(1);
    private final EventLoop loop = group.next();
    private final Sink sink = new Sink();
    private final PortForwardChannel channel = new PortForwardChannel(opened -> sink);
    private final WebSocket.Listener listener = channel.listener(loop);
    private final OpenSocket socket = new OpenSocket();
    private final List<String> seen = new ArrayList<>();

    @AfterEach
    void stop() {
        group.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS).syncUninterruptibly();
    }

    /** The announcement of either port is not the application's. */
    private void open() {
        listener.onOpen(socket);
        listener.onMessage(socket, message(0, "\220\037"));
        listener.onMessage(socket, message(1, "\220\037"));
        channel.pipeline().addLast(new Recorder());
        loop.register(channel).syncUninterruptibly();
        awaitLoop();
    }

    /** What was asked for already has come. */
    private void openAndReadNoMore() {
        open();
        channel.config().setAutoRead(false);
        listener.onMessage(socket, message(0, "a"));
        awaitLoop();
        seen.clear();
    }

    private void twoInOneTurn() {
        loop.submit(() -> {
                    listener.onMessage(socket, message(0, "a"));
                    listener.onMessage(socket, message(0, "b"));
                })
                .syncUninterruptibly();
        awaitLoop();
    }

    @Test
    void messagesOfOneTurnAreReadAtOnce() {
        open();
        twoInOneTurn();
        assertThat(seen).containsExactly("a", "b", READ_COMPLETE);
    }

    @Test
    void asManyAreAskedForAsWereRead() {
        open();
        int before = socket.requests;
        twoInOneTurn();
        assertThat(socket.requests - before).isEqualTo(2);
    }

    @Test
    void nothingIsReadThatThePipelineDoesNotAskFor() {
        openAndReadNoMore();
        listener.onMessage(socket, message(0, "b"));
        awaitLoop();
        assertThat(seen).isEmpty();
        channel.read();
        awaitLoop();
        assertThat(seen).containsExactly("b", READ_COMPLETE);
    }

    @Test
    void whatCameBeforeTheEndIsReadBeforeIt() {
        openAndReadNoMore();
        listener.onMessage(socket, message(0, "b"));
        listener.onMessage(socket, message(0, "c"));
        listener.onClose(socket, 1000, "");
        awaitLoop();
        assertThat(seen).containsExactly("b", "c", READ_COMPLETE, END);
    }

    @Test
    void thePodsReasonEndsTheChannel() {
        open();
        listener.onMessage(socket, message(1, "connection refused\n"));
        awaitLoop();
        assertThat(seen).containsExactly("connection refused", END);
    }

    @Test
    void whatIsWrittenLeavesAsMessagesOfTheDataChannel() {
        open();
        channel.write(Unpooled.copiedBuffer("a", UTF_8));
        channel.writeAndFlush(Unpooled.copiedBuffer("b", UTF_8));
        awaitLoop();
        assertThat(sink.sent).containsExactly("\0ab");
    }

    /** One frame each: containerd takes each frame for a message. */
    @Test
    void aMessageHasAtMost64KiB() {
        open();
        channel.writeAndFlush(Unpooled.wrappedBuffer(new byte[64 * 1024]));
        awaitLoop();
        assertThat(sink.sent).extracting(String::length).containsExactly(64 * 1024, 2);
    }

    @Test
    void aFullWebSocketWaitsUntilItIsDrained() {
        open();
        sink.full = true;
        channel.writeAndFlush(Unpooled.copiedBuffer("a", UTF_8));
        awaitLoop();
        assertThat(sink.sent).isEmpty();

        sink.full = false;
        sink.drained.run();
        awaitLoop();
        assertThat(sink.sent).containsExactly("\0a");
    }

    /** Twice, as a task may leave another behind. */
    private void awaitLoop() {
        loop.submit(() -> {}).syncUninterruptibly();
        loop.submit(() -> {}).syncUninterruptibly();
    }

    private static ByteBuffer message(int stream, String text) {
        byte[] bytes = text.getBytes(ISO_8859_1);
        return ByteBuffer.allocate(1 + bytes.length)
                .put((byte) stream)
                .put(bytes)
                .flip();
    }

    private final class Recorder extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object bytes) {
            ByteBuf read = (ByteBuf) bytes;
            seen.add(read.toString(UTF_8));
            read.release();
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            seen.add(READ_COMPLETE);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            seen.add(String.valueOf(cause.getMessage()));
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            seen.add(END);
        }
    }

    private static final class Sink implements MessageSink {

        private final List<String> sent = new ArrayList<>();
        private Runnable drained = () -> {};
        private volatile boolean full;

        @Override
        public boolean send(ByteBuf message) {
            sent.add(message.toString(ISO_8859_1));
            message.release();
            return true;
        }

        @Override
        public boolean isFull() {
            return full;
        }

        @Override
        public void whenDrained(Runnable run) {
            drained = run;
        }
    }

    private static final class OpenSocket implements WebSocket {

        private int requests;

        @Override
        public boolean send(ByteBuffer buffer) {
            throw new UnsupportedOperationException("the sink's");
        }

        @Override
        public boolean sendClose(int code, String reason) {
            return true;
        }

        @Override
        public long queueSize() {
            throw new UnsupportedOperationException("the sink's");
        }

        @Override
        public void request() {
            requests++;
        }
    }
}
