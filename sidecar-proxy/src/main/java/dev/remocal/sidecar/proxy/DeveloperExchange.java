package dev.remocal.sidecar.proxy;

import dev.remocal.protocol.Event;
import dev.remocal.protocol.FailureCode;
import dev.remocal.protocol.Mode;
import dev.remocal.protocol.OnFailure;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One request that a developer serves. Its bytes are kept until the first byte of the response, so that the app can
 * serve it when the developer cannot.
 */
final class DeveloperExchange implements DeveloperStream.Listener, DeveloperEnd {

    /** Whoever stands between the client and this exchange. */
    interface Owner {

        void readWhenWanted();

        /** Ends the connection such that the client cannot take what it has for complete. */
        void reset();

        /** The exchange is over and the client has its whole response. */
        default void exchangeFinished(boolean closes) {}

        /** The developer could not serve it and nothing is lost: the app serves it after all. */
        default void fallBack(RoutedRequest request) {}

        /** From here on both directions are a pipe. */
        default void developerSwitchedProtocol() {}

        /** The developer's process has sent its last byte on a connection that is a pipe. */
        default void developerEnded() {}
    }

    /** RFC 9110 section 9.2.2. */
    static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE");

    private Owner owner;
    private final DataPlane plane;
    private final int appPort;
    private final Channel client;
    private final RoutedRequest request;
    private final Developer developer;
    private final @Nullable OfferedStream offered;
    private final long number;
    private final ResponseScanner scanner = new ResponseScanner();
    private final Replay replay;
    private @Nullable DeveloperStream stream;
    private boolean requestComplete;
    private boolean outputEnded;
    private boolean inputEnded;
    private boolean responded;
    private boolean responseComplete;
    private boolean untilClose;
    private boolean switched;
    private boolean over;

    DeveloperExchange(
            Owner owner,
            DataPlane plane,
            int appPort,
            Channel client,
            RoutedRequest request,
            Developer developer,
            @Nullable OfferedStream offered) {
        this.owner = owner;
        this.plane = plane;
        this.appPort = appPort;
        this.client = client;
        this.request = request;
        this.developer = developer;
        this.offered = offered;
        this.number = offered == null ? plane.nextExchange() : offered.number();
        this.replay =
                new Replay(plane.replayBudget(), client.alloc(), request.bytes().readableBytes());
        this.requestComplete = request.complete();
    }

    void start() {
        scanner.expect(request.kind() == ResponseKind.TO_HEAD, request.kind() == ResponseKind.TO_CONNECT);
        replay.keep(request.bytes());
        request.bytes().release();
        if (offered == null) {
            DeveloperStream.open(developer, client.eventLoop(), appPort, number, this);
        } else {
            offered.passTo(this);
        }
    }

    // ---- the request ----

    @Override
    public void write(ByteBuf part) {
        if (over) {
            part.release();
            return;
        }
        if (replay.isWhole() && (stream == null || replay.fits(part))) {
            replay.keep(part);
        } else {
            replay.forget();
        }
        if (stream == null) {
            part.release();
        } else {
            stream.write(part);
        }
    }

    void requestComplete() {
        requestComplete = true;
        if (responseComplete) {
            finish();
        }
    }

    /** The client has half-closed. */
    @Override
    public void endOutput() {
        if (stream != null && !outputEnded && !over) {
            stream.endOutput();
        }
        outputEnded = true;
    }

    @Override
    public boolean takesMore() {
        return stream == null ? replay.hasRoom() : stream.isWritable();
    }

    void pipe(Owner next) {
        owner = next;
    }

    @Override
    public void connected(DeveloperStream connected) {
        if (over) {
            connected.abort();
            return;
        }
        stream = connected;
        connected.write(replay.copy());
        if (outputEnded) {
            connected.endOutput();
        }
        connected.read();
        owner.readWhenWanted();
    }

    @Override
    public void writabilityChanged() {
        owner.readWhenWanted();
    }

    // ---- the response ----

    /** The client can take more. */
    @Override
    public void readOn() {
        if (stream != null && !over) {
            stream.read();
        }
    }

    @Override
    public void received(ByteBuf bytes) {
        if (over || responseComplete) {
            bytes.release();
            readOn();
            return;
        }
        int end = switched || untilClose ? bytes.writerIndex() : follow(bytes);
        client.writeAndFlush(bytes.writerIndex(end), client.voidPromise());
        if (responded) {
            replay.forget();
        }
        if (responseComplete && requestComplete) {
            finish();
        } else if (client.isWritable()) {
            readOn();
        }
    }

    /** Follows the framing and returns where the response's bytes end. */
    private int follow(ByteBuf bytes) {
        int from = bytes.readerIndex();
        int to = bytes.writerIndex();
        while (true) {
            ResponseScanner.Step step = scanner.scan(bytes, from, to);
            from = scanner.position();
            switch (step) {
                case NEED_MORE -> {
                    responded |= !scanner.betweenMessages();
                    return to;
                }
                case INTERIM_COMPLETE -> {}
                case HEAD_COMPLETE -> responded = true;
                case MESSAGE_COMPLETE -> {
                    responseComplete = true;
                    return from;
                }
                case SWITCHED -> {
                    responded = true;
                    switched = true;
                    owner.developerSwitchedProtocol();
                    return to;
                }
                case UNTIL_CLOSE, OPAQUE -> {
                    responded = true;
                    untilClose = true;
                    return to;
                }
            }
        }
    }

    @Override
    public void ended() {
        if (over) {
            return;
        }
        inputEnded = true;
        if (switched) {
            owner.developerEnded();
        } else if (untilClose || responseComplete) {
            finish();
        } else {
            failed(new DeveloperFailure(
                    FailureCode.LOCAL_CLOSED,
                    "The local process closed the connection before its response was complete; look at its log."));
        }
    }

    private void finish() {
        end(status());
        if (stream != null) {
            stream.finish(ProxyLimits.STREAM_LINGER);
        }
        owner.exchangeFinished(request.closes() || untilClose || scanner.closeRequested());
    }

    @Override
    public void failed(DeveloperFailure failure) {
        if (over || (inputEnded && outputEnded && switched)) {
            return;
        }
        if (responseComplete) {
            finish();
        } else if (responded) {
            end(status());
            owner.reset();
        } else if (mayFallBack(failure)) {
            fallBack(failure);
        } else {
            answerBadGateway(failure);
        }
    }

    /**
     * Whether the app can serve it and nothing says that it was served already. A local process that has taken a whole
     * request and hung up may have acted on it, so only an idempotent one is repeated; where the tunnel is lost, nobody
     * is left to wait for.
     */
    private boolean mayFallBack(DeveloperFailure failure) {
        boolean mayHaveBeenServed = failure.code() == FailureCode.LOCAL_CLOSED
                && requestComplete
                && !IDEMPOTENT.contains(request.head().method());
        return developer.spec().onFailure() == OnFailure.CLUSTER && replay.isWhole() && !mayHaveBeenServed;
    }

    private void fallBack(DeveloperFailure failure) {
        developer.report(new Event.Fallback(
                number, appPort, request.head().method(), target(), failure.code(), failure.sentence()));
        plane.metrics().fallback(failure.code());
        giveBack();
    }

    /** Hands all bytes to the app where they are all still here. */
    boolean giveBack() {
        if (!replay.isWhole() || over) {
            return false;
        }
        over = true;
        if (stream != null) {
            stream.abort();
        }
        owner.fallBack(request.fallBack(replay.take(), requestComplete));
        return true;
    }

    private void answerBadGateway(DeveloperFailure failure) {
        boolean close = request.closes() || !requestComplete;
        client.writeAndFlush(
                BadGateway.response(client.alloc(), failure, request.kind() == ResponseKind.TO_HEAD, close),
                client.voidPromise());
        plane.reportDropped(developer, failure);
        end(BadGateway.STATUS);
        if (stream != null) {
            stream.abort();
        }
        owner.exchangeFinished(close);
    }

    @Override
    public void clientGone() {
        if (over) {
            return;
        }
        end(status());
        if (stream != null && inputEnded && outputEnded) {
            stream.finish(ProxyLimits.CONNECTION_LINGER);
        } else if (stream != null) {
            stream.abort();
        }
    }

    private void end(@Nullable Integer status) {
        over = true;
        replay.forget();
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - request.startedNanos());
        developer.report(
                new Event.Exchange(number, appPort, Mode.DIVERT, request.head().method(), target(), status, millis));
    }

    private @Nullable Integer status() {
        return responded && scanner.status() > 0 ? scanner.status() : null;
    }

    private String target() {
        return plane.shorten(request.head().target());
    }
}
