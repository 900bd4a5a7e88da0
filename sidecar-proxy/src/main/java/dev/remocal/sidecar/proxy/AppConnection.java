package dev.remocal.sidecar.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.concurrent.Future;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The app's side of one client connection. Passes every byte on as it came and follows the framing of responses, so that
 * it is known when the app owes nothing and another may answer.
 */
final class AppConnection extends ChannelInboundHandlerAdapter {

    /** Whoever stands between the client and this connection. */
    interface Owner {

        void appConnected();

        void appUnreachable();

        /** The app sends no more. */
        void appEnded();

        void appFailed();

        void readWhenWanted();

        /** The app has answered all that it was asked. */
        default void appOwesNothing() {}

        default void appSwitchedProtocol() {}

        /** What the app sends is not the answer to what it was asked. */
        default void giveUp(OpaqueReason reason) {}

        /** Whether the client has not sent a byte yet. */
        default boolean isUntouched() {
            return false;
        }

        /** The app has begun to speak HTTP/2, with these bytes. */
        default void becomeHttp2FromApp(ByteBuf bytes) {}

        /** The app sends what nobody has asked for; whether that was taken care of and is not for the client. */
        default boolean takesUnasked(ByteBuf bytes) {
            return false;
        }
    }

    private enum State {
        CONNECTING,
        OPEN,
        GONE
    }

    private Owner owner;
    private final Channel client;
    private @Nullable Channel channel;
    private final ResponseScanner scanner = new ResponseScanner();
    private final ArrayDeque<ResponseKind> owed = new ArrayDeque<>(4);
    private State state = State.CONNECTING;
    private boolean withinResponse;
    private boolean piped;

    private AppConnection(Owner owner, Channel client) {
        this.owner = owner;
        this.client = client;
    }

    static AppConnection open(Owner owner, Channel client, AppDialer app) {
        AppConnection connection = new AppConnection(owner, client);
        app.dial(client.eventLoop()).addListener((Future<Channel> dialled) -> {
            if (dialled.isSuccess()) {
                connection.connected(dialled.getNow());
            } else {
                connection.unreachable();
            }
        });
        return connection;
    }

    boolean isConnecting() {
        return state == State.CONNECTING;
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    /** Another handler takes the connection over, with all that comes from now on. */
    void handOverTo(ChannelHandler successor) {
        state = State.GONE;
        channel().pipeline().replace(this, null, successor);
    }

    /** Only where it has been open. */
    Channel channel() {
        return Objects.requireNonNull(channel);
    }

    boolean isGone() {
        return state == State.GONE;
    }

    boolean isWritable() {
        return channel != null && channel.isWritable();
    }

    /** Whether the app has answered everything, so that its next byte would not belong to any request. */
    boolean owesNothing() {
        return owed.isEmpty() && !piped;
    }

    /** Announces a request before its last byte is written. */
    void expectResponse(ResponseKind kind) {
        owed.add(kind);
        if (owed.size() > ProxyLimits.PIPELINE_DEPTH) {
            owner.giveUp(OpaqueReason.PIPELINE_TOO_DEEP);
        }
    }

    void write(ByteBuf bytes) {
        Relay.write(channel(), bytes);
    }

    void flush() {
        if (channel != null) {
            Relay.flush(channel);
        }
    }

    void readWhenClientCan() {
        boolean read = client.isWritable();
        if (state == State.OPEN && channel().config().isAutoRead() != read) {
            channel().config().setAutoRead(read);
        }
    }

    /** From here on responses are passed on without a look. */
    void pipe() {
        piped = true;
    }

    /** From here on another one gets what happens. */
    void serve(Owner next) {
        owner = next;
    }

    void endOutput() {
        Relay.endOutput(channel());
    }

    void close() {
        state = State.GONE;
        if (channel != null) {
            Relay.close(channel);
        }
    }

    void reset() {
        state = State.GONE;
        if (channel != null) {
            Relay.reset(channel);
        }
    }

    private void connected(Channel dialled) {
        channel = dialled;
        if (state == State.GONE) {
            dialled.close();
            return;
        }
        opened(dialled);
        owner.appConnected();
    }

    private void opened(Channel opened) {
        channel = opened;
        state = State.OPEN;
        opened.pipeline().addLast(this);
        opened.config().setAutoRead(true);
    }

    /** Puts another channel in the place of the app, which is gone or was never there. */
    void standIn(Channel absent) {
        opened(absent);
    }

    private void unreachable() {
        if (state != State.GONE) {
            state = State.GONE;
            owner.appUnreachable();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (!piped && owed.isEmpty() && owner.takesUnasked(bytes)) {
            return;
        }
        if (!piped && owed.isEmpty() && owner.isUntouched() && FrameBytes.startsWithSettings(bytes)) {
            // RFC 9113 section 3.4: a server may send its SETTINGS before it has the client's preface.
            owner.becomeHttp2FromApp(bytes);
            return;
        }
        boolean owedBefore = !owesNothing();
        if (!piped) {
            follow(bytes);
        }
        Relay.write(client, bytes);
        if (!client.isWritable()) {
            readWhenClientCan();
        }
        if (owedBefore && owesNothing()) {
            owner.appOwesNothing();
        }
    }

    private void follow(ByteBuf bytes) {
        int from = bytes.readerIndex();
        int to = bytes.writerIndex();
        while (!piped && (withinResponse || from < to)) {
            if (!withinResponse && !beginResponse()) {
                return;
            }
            ResponseScanner.Step step = scanner.scan(bytes, from, to);
            from = scanner.position();
            if (step == ResponseScanner.Step.NEED_MORE) {
                return;
            }
            stepTaken(step);
        }
    }

    private boolean beginResponse() {
        ResponseKind kind = owed.peek();
        if (kind == null) {
            owner.giveUp(OpaqueReason.UNSOLICITED_RESPONSE);
            return false;
        }
        scanner.expect(kind == ResponseKind.TO_HEAD, kind == ResponseKind.TO_CONNECT);
        withinResponse = true;
        return true;
    }

    private void stepTaken(ResponseScanner.Step step) {
        switch (step) {
            case NEED_MORE, INTERIM_COMPLETE, HEAD_COMPLETE -> {}
            case MESSAGE_COMPLETE -> {
                withinResponse = false;
                owed.remove();
                // What follows a response that announces the close is not an answer to anything.
                piped = scanner.closeRequested();
            }
            case SWITCHED -> {
                piped = true;
                owner.appSwitchedProtocol();
            }
            case UNTIL_CLOSE -> piped = true;
            case OPAQUE -> owner.giveUp(scanner.opaqueReason());
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        Relay.flush(client);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        owner.readWhenWanted();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE && state == State.OPEN) {
            owner.appEnded();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (state == State.OPEN) {
            owner.appFailed();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (state == State.OPEN) {
            owner.appFailed();
        }
    }
}
