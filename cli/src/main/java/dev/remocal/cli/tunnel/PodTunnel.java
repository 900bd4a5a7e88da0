package dev.remocal.cli.tunnel;

import dev.remocal.cli.failure.CliException;
import dev.remocal.protocol.Event;
import dev.remocal.protocol.Limits;
import dev.remocal.protocol.Protocol;
import dev.remocal.protocol.SessionSpec;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.util.concurrent.Future;
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
    private @Nullable Channel connection;
    private boolean ended;

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
    }

    void open(Dialer dialer) {
        dialer.dial(pod, loop, new ControlConnection(timings, reason -> end(new TunnelEnd.Lost(reason))))
                .addListener((Future<Channel> dialled) -> {
                    if (!dialled.isSuccess()) {
                        end(dialFailure(dialled.cause()));
                    } else if (ended) {
                        dialled.getNow().close();
                    } else {
                        connection = dialled.getNow();
                        admit(dialled.getNow());
                    }
                });
    }

    private static TunnelEnd dialFailure(Throwable cause) {
        return cause instanceof CliException failure
                ? new TunnelEnd.Failed(failure.failure())
                : new TunnelEnd.Lost(ControlConnection.sentence(cause));
    }

    private void admit(Channel channel) {
        ControlRequest.open(channel, new SessionStream(this::event, this::end))
                .addListener((Future<Http2StreamChannel> opened) -> {
                    if (opened.isSuccess()) {
                        ControlRequest.write(
                                opened.getNow(), HttpMethod.POST, Protocol.SESSIONS_PATH, Json.write(spec));
                    } else {
                        end(new TunnelEnd.Lost(ControlConnection.sentence(opened.cause())));
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
            case Event.Fallback fallback -> owner.event(event);
            case Event.Dropped dropped -> owner.event(event);
            case Event.Preempted preempted -> owner.event(event);
            case Event.Opaque opaque -> owner.event(event);
            case Event.Closing closing -> end(new TunnelEnd.Lost(closing.message()));
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
                        opened.getNow()
                                .writeAndFlush(new DefaultHttp2HeadersFrame(
                                        ControlRequest.headers(HttpMethod.POST, Protocol.acceptPath(spec.id()))));
                    } else {
                        refused();
                    }
                });
    }

    @Override
    public void handedOver() {
        park();
    }

    @Override
    public void refused() {
        if (!ended) {
            loop.schedule(this::park, TunnelLimits.REPARK_DELAY.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public OptionalInt localPort(int appPort) {
        Integer local = localPorts.get(appPort);
        return local == null ? OptionalInt.empty() : OptionalInt.of(local);
    }

    @Override
    public void widen(Http2StreamChannel stream) {
        Channel channel = connection;
        Http2FrameStream frames = stream.stream();
        if (channel == null || frames == null) {
            return;
        }
        Http2Connection http2 = channel.pipeline().get(Http2FrameCodec.class).connection();
        Http2Stream found = http2.stream(frames.id());
        try {
            if (found != null) {
                http2.local()
                        .flowController()
                        .incrementWindowSize(found, TunnelLimits.TRANSFER_WINDOW_BYTES - Limits.STREAM_WINDOW_BYTES);
                channel.flush();
            }
        } catch (Http2Exception e) {
            stream.close();
        }
    }

    private void end(TunnelEnd end) {
        if (ended) {
            return;
        }
        ended = true;
        closeConnection();
        owner.ended(end);
    }

    /** Ends the session on this sidecar; the owner is not told. */
    Future<Void> close() {
        ended = true;
        return closeConnection();
    }

    private Future<Void> closeConnection() {
        Channel channel = connection;
        return channel == null ? loop.newSucceededFuture(null) : channel.close();
    }
}
