package dev.remocal.cli.cluster;

import io.fabric8.kubernetes.client.http.WebSocket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.AbstractChannel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One forwarded port of a pod as a Netty channel: what is written to it goes out as messages of the port-forward
 * WebSocket, and the other way round. Holds a few messages that the pipeline has not asked for and lets the WebSocket wait with
 * the rest, and writes no more to it than it gets rid of.
 */
final class PortForwardChannel extends AbstractChannel {

    private static final ChannelMetadata METADATA = new ChannelMetadata(false);

    /** The first byte of every message. */
    private static final byte DATA = 0;

    private static final byte ERROR = 1;

    /**
     * Payload bytes of one message. With the first byte it is one frame: Vert.x (4.5) makes several of what is longer than 64 KiB,
     * and containerd takes each for a message.
     */
    private static final int MAX_MESSAGE_BYTES = 64 * 1024 - 1;

    /** How long the reason of a closed WebSocket is waited for. */
    private static final long LAST_MESSAGE_MILLIS = 100;

    /**
     * Messages that the WebSocket may give before the pipeline has asked for them: with one at a time, each costs a turn of the
     * event loop. An API server's have at most 32 KiB.
     */
    private static final int READ_AHEAD = 16;

    private final ChannelConfig config = new DefaultChannelConfig(this);
    private final Function<WebSocket, MessageSink> sinks;
    private volatile @Nullable WebSocket socket;
    private volatile @Nullable MessageSink sink;
    private volatile boolean closed;
    private boolean dataPortSeen;
    private boolean errorPortSeen;
    private boolean readWanted;
    private boolean deliveryScheduled;
    private final Queue<ByteBuf> received = new ArrayDeque<>();
    private @Nullable Throwable earlyEnd;

    /**
     * @param sinks where messages go that are sent to a WebSocket
     */
    PortForwardChannel(Function<WebSocket, MessageSink> sinks) {
        super(null);
        this.sinks = sinks;
    }

    WebSocket.Listener listener(EventLoop loop) {
        return new Listener(loop);
    }

    /** Why the channel ended before it was registered; null where it did not. */
    @Nullable Throwable earlyEnd() {
        return earlyEnd;
    }

    /** Closes the WebSocket of a channel that was never registered. */
    void abandon() {
        closed = true;
        sendClose();
        releaseReceived();
    }

    private void releaseReceived() {
        received.forEach(ByteBuf::release);
        received.clear();
    }

    private final class Listener implements WebSocket.Listener {

        private final EventLoop loop;

        Listener(EventLoop loop) {
            this.loop = loop;
        }

        @Override
        public void onOpen(WebSocket opened) {
            MessageSink messages = sinks.apply(opened);
            messages.whenDrained(() -> onLoop(unsafe()::flush));
            sink = messages;
            socket = opened;
            for (int ahead = 1; ahead < READ_AHEAD; ahead++) {
                opened.request();
            }
        }

        @Override
        public void onMessage(WebSocket from, String text) {
            onMessage(from, ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
        }

        @Override
        public void onMessage(WebSocket from, ByteBuffer bytes) {
            ByteBuf message = Unpooled.wrappedBuffer(bytes);
            onLoop(() -> received(from, message));
        }

        @Override
        public void onClose(WebSocket from, int code, String reason) {
            onLoop(() -> ended(null));
        }

        @Override
        public void onError(WebSocket from, Throwable failure) {
            onLoop(() -> ended(failure));
        }

        private void onLoop(Runnable task) {
            if (loop.inEventLoop()) {
                task.run();
                return;
            }
            try {
                loop.execute(task);
            } catch (RejectedExecutionException e) {
                // The command is over and its loop with it: there is nobody left to tell.
                closed = true;
            }
        }
    }

    private void received(WebSocket from, ByteBuf message) {
        if (closed) {
            message.release();
        } else if (isPortAnnouncement(message)) {
            message.release();
            from.request();
        } else if (message.readByte() == DATA) {
            received.add(message);
            deliverSoon();
        } else {
            String sentence = message.toString(StandardCharsets.UTF_8).strip();
            message.release();
            ended(new IOException(sentence));
        }
    }

    /** The first message of either channel repeats the port number, as two bytes, little-endian. */
    private boolean isPortAnnouncement(ByteBuf message) {
        byte channel = message.isReadable() ? message.getByte(message.readerIndex()) : ERROR;
        boolean first = channel == DATA ? !dataPortSeen : !errorPortSeen;
        dataPortSeen |= channel == DATA;
        errorPortSeen |= channel == ERROR;
        return first && message.readableBytes() == 3;
    }

    /** All that the event loop finds in its turn at once, so that what is made of them is written at once. */
    private void deliverSoon() {
        if (readWanted && !received.isEmpty() && !deliveryScheduled && isRegistered()) {
            deliveryScheduled = true;
            eventLoop().execute(this::deliver);
        }
    }

    private void deliver() {
        deliveryScheduled = false;
        if (!closed && readWanted) {
            readWanted = false;
            deliverAll();
        }
    }

    private void deliverAll() {
        int delivered = 0;
        for (ByteBuf message = received.poll(); message != null; message = received.poll()) {
            pipeline().fireChannelRead(message);
            delivered++;
        }
        pipeline().fireChannelReadComplete();
        WebSocket open = open(socket);
        for (int i = 0; i < delivered; i++) {
            open.request();
        }
    }

    private void ended(@Nullable Throwable failure) {
        if (!isRegistered()) {
            closed = true;
            releaseReceived();
            if (earlyEnd == null) {
                earlyEnd = failure == null ? new ClosedChannelException() : failure;
            }
            return;
        }
        if (closed) {
            return;
        }
        if (!received.isEmpty()) {
            deliverAll();
        }
        if (failure != null) {
            pipeline().fireExceptionCaught(failure);
        }
        unsafe().close(voidPromise());
    }

    @Override
    protected void doBeginRead() {
        readWanted = true;
        deliverSoon();
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer outbound) {
        MessageSink messages = open(sink);
        while (!outbound.isEmpty() && !messages.isFull()) {
            if (!messages.send(nextMessage(outbound))) {
                endLater();
                return;
            }
        }
    }

    /** Small buffers are put together: HTTP/2 writes the head of a frame apart from its payload. */
    private ByteBuf nextMessage(ChannelOutboundBuffer outbound) {
        int most = (int) Math.min(outbound.totalPendingWriteBytes(), MAX_MESSAGE_BYTES);
        ByteBuf message = UnpooledByteBufAllocator.DEFAULT.heapBuffer(1 + most);
        message.writeByte(DATA);
        while (outbound.current() instanceof ByteBuf bytes && message.readableBytes() <= MAX_MESSAGE_BYTES) {
            int count = Math.min(bytes.readableBytes(), 1 + MAX_MESSAGE_BYTES - message.readableBytes());
            message.writeBytes(bytes, count);
            outbound.progress(count);
            if (!bytes.isReadable()) {
                outbound.remove();
            }
        }
        return message;
    }

    /** The WebSocket is closed, and its last message, which says why, may be on its way to this loop. */
    private void endLater() {
        eventLoop().schedule(() -> ended(new ClosedChannelException()), LAST_MESSAGE_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    protected Object filterOutboundMessage(Object message) {
        if (message instanceof ByteBuf) {
            return message;
        }
        throw new UnsupportedOperationException("a port-forward carries bytes, not " + message.getClass());
    }

    @Override
    protected void doClose() {
        closed = true;
        releaseReceived();
        sendClose();
    }

    private void sendClose() {
        WebSocket open = socket;
        if (open != null) {
            open.sendClose(1000, "");
        }
    }

    private static <T> T open(@Nullable T present) {
        if (present == null) {
            throw new IllegalStateException("the WebSocket is not open");
        }
        return present;
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public boolean isActive() {
        return !closed && socket != null;
    }

    @Override
    public ChannelConfig config() {
        return config;
    }

    @Override
    public ChannelMetadata metadata() {
        return METADATA;
    }

    @Override
    protected boolean isCompatible(EventLoop loop) {
        return true;
    }

    @Override
    protected AbstractUnsafe newUnsafe() {
        return new AbstractUnsafe() {
            @Override
            public void connect(SocketAddress remote, SocketAddress local, ChannelPromise promise) {
                promise.setFailure(new UnsupportedOperationException("a port-forward is connected when it is made"));
            }
        };
    }

    @Override
    protected @Nullable SocketAddress localAddress0() {
        return null;
    }

    @Override
    protected @Nullable SocketAddress remoteAddress0() {
        return null;
    }

    @Override
    protected void doBind(SocketAddress address) {
        throw new UnsupportedOperationException("a port-forward has no local address");
    }

    @Override
    protected void doDisconnect() {
        doClose();
    }
}
