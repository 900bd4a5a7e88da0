package dev.remocal.sidecar.proxy;

import dev.remocal.protocol.Event;
import dev.remocal.protocol.SessionSpec;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;

/** The far end of an active session, as the data plane sees it. */
public interface Developer {

    SessionSpec spec();

    /** Where the channels that are handed over live. */
    EventLoop loop();

    /**
     * Hands over a new connection for one exchange.
     *
     * <p>The channel carries bytes: it reads and writes {@link io.netty.buffer.ByteBuf}, starts with auto-read off and
     * may live on another event loop. Writing {@link EndOfStream} half-closes it;
     * {@link io.netty.channel.socket.ChannelInputShutdownEvent} says that the developer's process did. When it breaks,
     * {@code exceptionCaught} brings a {@link DeveloperFailure} before {@code channelInactive}.
     *
     * <p>Nothing beyond {@link dev.remocal.protocol.Limits#STREAM_WINDOW_BYTES} leaves before the developer's process
     * has taken the connection, so that the caller can hold all of it and fall back.
     *
     * @param callerLoop where the future is completed
     * @return fails with {@link DeveloperFailure} within {@link dev.remocal.protocol.Limits#ACCEPT_TIMEOUT}
     */
    Future<Channel> connect(EventLoop callerLoop, int appPort, long exchange);

    /** Tells the developer; never blocks, and drops and counts when the developer is too slow. */
    void report(Event event);
}
