package dev.remocal.cli.tunnel;

import dev.remocal.cli.failure.CliException;
import dev.remocal.protocol.Cause;
import dev.remocal.protocol.Event;
import dev.remocal.protocol.FailureCode;
import dev.remocal.protocol.Limits;
import dev.remocal.protocol.Protocol;
import dev.remocal.protocol.SessionSpec;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One session on one sidecar, for as long as one connection lives. Used on its event loop only. */
final class PodTunnel implements AcceptStream.Parking {

    /** Told on the event loop. */
    interface Owner {

        void admitted();

        void activated();

        void event(Event event);

        /** Told once, and nothing after it. */
        void ended(TunnelEnd end);
    }

    private final String pod;
    private final SessionSpec spec;
    private final Map<Integer, Integer> localPorts;
    private final List<InetAddress> localAddresses;
    private final Timings timings;
    private final EventLoop loop;
    private final Owner owner;
    private final Promise<Void> closed;
    private @Nullable Channel connection;
    private @Nullable Channel sessionStream;
    private int acceptStreams;
    private int exchanges;
    private boolean ended;
    private boolean detaching;

    /**
     * @param localPorts by the application's port number
     */
    PodTunnel(
            String pod,
            SessionSpec spec,
            Map<Integer, Integer> localPorts,
            List<InetAddress> localAddresses,
            Timings timings,
            EventLoop loop,
            Owner owner) {
        this.pod = pod;
        this.spec = spec;
        this.localPorts = localPorts;
        this.localAddresses = localAddresses;
        this.timings = timings;
        this.loop = loop;
        this.owner = owner;
        this.closed = loop.newPromise();
    }

    void open(Dialer dialer) {
        dialer.dial(pod, loop, new ControlConnection(timings, reason -> end(new TunnelEnd.Lost(reason))))
                .addListener((Future<Channel> dialled) -> {
                    if (!dialled.isSuccess()) {
                        end(dialFailure(dialled.cause()));
                    } else if (ended) {
                        dialled.getNow().close();
                    } else {
                        opened(dialled.getNow());
                    }
                });
    }

    private void opened(Channel channel) {
        connection = channel;
        channel.closeFuture().addListener(done -> closed.trySuccess(null));
        admit(channel);
    }

    private static TunnelEnd dialFailure(Throwable cause) {
        return cause instanceof CliException failure
                ? new TunnelEnd.Failed(failure.failure())
                : new TunnelEnd.Lost(Cause.of(cause));
    }

    private void admit(Channel channel) {
        ControlRequest.open(channel, new SessionStream(this::event, this::end))
                .addListener((Future<Http2StreamChannel> opened) -> {
                    if (!opened.isSuccess()) {
                        end(new TunnelEnd.Lost(Cause.of(opened.cause())));
                    } else if (!ended) {
                        sessionStream = opened.getNow();
                        ControlRequest.write(
                                opened.getNow(), HttpMethod.POST, Protocol.SESSIONS_PATH, Json.write(spec));
                    }
                });
    }

    private void event(Event event) {
        if (ended) {
            return;
        }
        switch (event) {
            case Event.Admitted admitted -> owner.admitted();
            case Event.Activated activated -> {}
            case Event.Exchange exchange -> owner.event(event);
            case Event.Connection connection -> owner.event(event);
            case Event.Fallback fallback -> owner.event(event);
            case Event.Dropped dropped -> owner.event(event);
            case Event.Preempted preempted -> owner.event(event);
            case Event.Opaque opaque -> owner.event(event);
            case Event.Closing closing -> closing(closing);
        }
    }

    /** A sidecar that shuts down goes on with what it has for us, and then ends the connection. */
    private void closing(Event.Closing closing) {
        if (closing.code() != FailureCode.DRAINING) {
            end(new TunnelEnd.Lost(closing.message()));
        }
    }

    /** To be called once, after the sidecar has admitted the session. */
    void activate() {
        Channel channel = connection;
        if (ended || channel == null) {
            return;
        }
        ControlRequest.send(
                channel,
                HttpMethod.POST,
                Protocol.activatePath(spec.id()),
                Unpooled.EMPTY_BUFFER,
                new ControlRequest.Answer() {
                    @Override
                    public void answered(int status, ByteBuf body) {
                        if (status == HttpURLConnection.HTTP_NO_CONTENT) {
                            activated();
                        } else {
                            end(new TunnelEnd.Refused(ControlRequest.problem(status, body)));
                        }
                    }

                    @Override
                    public void broken(String reason) {
                        end(new TunnelEnd.Lost(reason));
                    }
                });
        // On the heels of the activation, so that the first request finds a stream without another round trip.
        for (int spare = 0; spare < Limits.SPARE_STREAMS; spare++) {
            park();
        }
    }

    private void activated() {
        if (!ended) {
            owner.activated();
        }
    }

    private void park() {
        Channel channel = connection;
        if (ended || channel == null || !channel.isActive()) {
            return;
        }
        ControlRequest.open(channel, new AcceptStream(this, localAddresses))
                .addListener((Future<Http2StreamChannel> opened) -> {
                    if (opened.isSuccess()) {
                        parked(opened.getNow());
                    } else {
                        refused();
                    }
                });
    }

    private void parked(Http2StreamChannel stream) {
        if (ended) {
            stream.close();
            return;
        }
        acceptStreams++;
        stream.closeFuture().addListener(done -> {
            acceptStreams--;
            closeAfterLastStream();
        });
        stream.writeAndFlush(
                new DefaultHttp2HeadersFrame(ControlRequest.headers(HttpMethod.POST, Protocol.acceptPath(spec.id()))));
    }

    @Override
    public void handedOver(Http2StreamChannel stream) {
        exchanges++;
        stream.closeFuture().addListener(done -> exchanges--);
        park();
    }

    /** Connections of the sidecar that are the local process' now. */
    int exchanges() {
        return exchanges;
    }

    @Override
    public void refused() {
        if (!ended) {
            loop.schedule(this::park, TunnelLimits.REPARK_DELAY.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public OptionalInt localPort(int appPort) {
        Integer local = ended ? null : localPorts.get(appPort);
        return local == null ? OptionalInt.empty() : OptionalInt.of(local);
    }

    private void end(TunnelEnd end) {
        if (ended) {
            return;
        }
        ended = true;
        detach();
        owner.ended(end);
    }

    /**
     * Ends the session on this sidecar; the owner is not told.
     *
     * @return completed when the connection is closed
     */
    Future<Void> close() {
        ended = true;
        detach();
        return closed;
    }

    /** Completed when the connection is closed, or was never made. */
    Future<Void> closed() {
        return closed;
    }

    /**
     * Once the session's stream is reset, the sidecar sends nothing new and releases what is parked. What it has handed
     * over goes on until its end, and the connection with it.
     */
    private void detach() {
        Channel channel = connection;
        if (channel == null) {
            closed.trySuccess(null);
        } else if (!detaching) {
            detaching = true;
            if (sessionStream != null) {
                sessionStream.close();
            }
            if (acceptStreams == 0) {
                channel.close();
            } else {
                closeInTime(channel);
            }
        }
    }

    private void closeInTime(Channel channel) {
        Future<?> limit =
                loop.schedule(() -> channel.close(), timings.detachTimeout().toMillis(), TimeUnit.MILLISECONDS);
        channel.closeFuture().addListener(done -> limit.cancel(false));
    }

    /** By the answer to a ping, the sidecar has all that was sent before: closing a port-forward may lose what it has not. */
    private void closeAfterLastStream() {
        Channel channel = connection;
        if (detaching && acceptStreams == 0 && channel != null) {
            ControlConnection.afterRoundTrip(channel, channel::close);
        }
    }
}
