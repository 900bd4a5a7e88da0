package dev.remocal.sidecar.proxy;

import dev.remocal.protocol.Event;
import dev.remocal.protocol.FailureCode;
import dev.remocal.protocol.Mode;
import dev.remocal.protocol.OnFailure;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One stream that a developer serves. What the client sends is kept until the first answer, so that the app can serve
 * the stream when the developer cannot.
 */
final class Http2Exchange implements Http2Upstream.Listener {

    private final Http2Splice splice;
    private final DataPlane plane;
    private final DataPlane.Port port;
    private final Http2Request request;
    private final Developer developer;
    private final long number;
    private final StreamOutput output;
    private final List<ByteBuf> replay = new ArrayList<>(2);
    private int replayBytes;
    private boolean replayable = true;
    private long ahead;
    private int unsent;
    private boolean requestComplete;
    private @Nullable Http2Headers trailers;
    private @Nullable Http2Upstream upstream;
    private boolean servedByApp;
    private @Nullable Integer status;
    private boolean over;

    Http2Exchange(Http2Splice splice, DataPlane plane, DataPlane.Port port, Http2Request request, Developer developer) {
        this.splice = splice;
        this.plane = plane;
        this.port = port;
        this.request = request;
        this.developer = developer;
        this.number = plane.nextExchange();
        this.requestComplete = request.complete();
        this.output = new StreamOutput(splice, request.stream(), splice.clientStreamWindow());
    }

    void start() {
        Http2Upstream.toDeveloper(developer, splice.loop(), port.app(), number, this);
    }

    int stream() {
        return request.stream();
    }

    // ---- the request ----

    /**
     * @param counted the data's bytes with padding: what it took from the stream's window
     */
    void data(ByteBuf data, int counted, boolean end) {
        requestComplete |= end;
        if (ahead + counted > ProxyLimits.STREAM_BYTES_HELD
                || plane.streamBudget().isExhausted()) {
            data.release();
            giveUp(new DeveloperFailure(
                    FailureCode.QUEUE_FULL,
                    "The local process is " + ahead
                            + " bytes behind its client, and the sidecar holds no more; look why it does not read."));
            return;
        }
        ahead += counted;
        plane.streamBudget().charge(counted);
        keep(data);
        if (upstream == null) {
            unsent += counted;
            data.release();
        } else {
            send(upstream, data, counted, end && trailers == null);
        }
        finishWhenDone();
    }

    private void keep(ByteBuf data) {
        if (!replayable) {
            return;
        }
        boolean needed = upstream == null;
        boolean fits = replayBytes + data.readableBytes() <= ProxyLimits.REPLAY_BYTES_PER_EXCHANGE
                && !plane.replayBudget().isExhausted();
        if (needed || fits) {
            plane.replayBudget().charge(data.readableBytes());
            replayBytes += data.readableBytes();
            replay.add(data.copy());
        } else {
            forget();
        }
    }

    private void forget() {
        replayable = false;
        plane.replayBudget().giveBack(replayBytes);
        replayBytes = 0;
        replay.forEach(ByteBuf::release);
        replay.clear();
    }

    private void send(Http2Upstream to, ByteBuf data, int counted, boolean end) {
        to.data(data, end, () -> taken(counted));
    }

    private void taken(int counted) {
        if (over) {
            return;
        }
        catchUp(counted);
        if (!requestComplete && counted > 0) {
            splice.creditStream(request.stream(), counted);
        }
    }

    private void catchUp(long bytes) {
        ahead -= bytes;
        plane.streamBudget().giveBack(bytes);
    }

    void trailers(Http2Headers fields) {
        requestComplete = true;
        trailers = fields;
        if (upstream != null) {
            upstream.headers(fields, true);
        }
        finishWhenDone();
    }

    /** The client has cancelled it. */
    void cancelled() {
        end();
        if (upstream != null) {
            upstream.reset(Http2Error.CANCEL);
        }
    }

    @Override
    public void connected(Http2Upstream connected) {
        if (over) {
            connected.reset(Http2Error.CANCEL);
            return;
        }
        upstream = connected;
        boolean bare = requestComplete && replay.isEmpty() && trailers == null;
        connected.headers(request.headers(), bare);
        for (int i = 0; i < replay.size(); i++) {
            boolean last = i == replay.size() - 1 && requestComplete && trailers == null;
            send(connected, replay.get(i).copy(), 0, last);
        }
        if (trailers != null) {
            connected.headers(trailers, true);
        }
        taken(unsent);
        unsent = 0;
        connected.read();
    }

    // ---- the response ----

    void windowUpdate(long increment) {
        output.credit(increment);
        readOn();
        finishWhenDone();
    }

    /** The client's connection window, or its idea of a stream's first window, has changed. */
    void windowsChanged(long streamDelta) {
        windowUpdate(streamDelta);
    }

    private void readOn() {
        if (upstream != null && output.isDrained() && !output.isComplete()) {
            upstream.read();
        }
    }

    @Override
    public void headers(Http2Headers headers, boolean endOfStream) {
        if (over) {
            return;
        }
        CharSequence text = headers.status();
        boolean interim = text != null && text.charAt(0) == '1';
        if (!interim && status == null) {
            status = text == null ? null : Integer.valueOf(text.toString());
            forget();
        }
        output.headers(headers, endOfStream);
        splice.flushClient();
        readOn();
        finishWhenDone();
    }

    @Override
    public void data(ByteBuf data, boolean endOfStream) {
        if (over) {
            data.release();
            return;
        }
        output.data(data, endOfStream);
        readOn();
        finishWhenDone();
    }

    @Override
    public void reset(long errorCode) {
        if (over) {
            return;
        }
        if (errorCode == Http2Error.REFUSED_STREAM.code() && status == null && !servedByApp) {
            failed(new DeveloperFailure(
                    FailureCode.LOCAL_REFUSED, "The local process refused the stream; nothing was processed."));
        } else {
            end();
            splice.resetClient(request.stream(), errorCode);
            requireUpstream().finish();
        }
    }

    private void finishWhenDone() {
        if (over || !output.isEnded()) {
            return;
        }
        end();
        if (!requestComplete) {
            // RFC 9113 section 8.1: the rest of the request is not wanted.
            splice.resetClient(request.stream(), Http2Error.NO_ERROR.code());
        }
        if (upstream != null) {
            upstream.finish();
        }
    }

    // ---- failures ----

    @Override
    public void failed(DeveloperFailure failure) {
        upstream = null;
        if (over || output.isComplete()) {
            return;
        }
        if (status != null) {
            cutShort(failure);
        } else if (servedByApp) {
            answer(failure);
        } else if (mayFallBack(failure)) {
            fallBack(failure);
        } else {
            answerError(failure);
        }
    }

    /** As for an HTTP/1.1 request: {@link DeveloperExchange}. */
    private boolean mayFallBack(DeveloperFailure failure) {
        boolean mayHaveBeenServed = failure.code() == FailureCode.LOCAL_CLOSED
                && requestComplete
                && !DeveloperExchange.IDEMPOTENT.contains(request.head().method());
        return developer.spec().onFailure() == OnFailure.CLUSTER && replayable && !mayHaveBeenServed;
    }

    private void fallBack(DeveloperFailure failure) {
        developer.report(new Event.Fallback(
                number, port.app(), request.head().method(), target(), failure.code(), failure.sentence()));
        plane.metrics().fallback(failure.code());
        servedByApp = true;
        Http2Upstream.toApp(port.toApp(), splice.loop(), this);
    }

    private void answerError(DeveloperFailure failure) {
        plane.reportDropped(developer, failure);
        answer(failure);
    }

    /** Ends a response that has begun, such that nobody takes it for complete. */
    private void cutShort(DeveloperFailure failure) {
        if (request.isGrpc()) {
            output.headers(BadGateway.grpcTrailers(failure), true);
            splice.flushClient();
            finishWhenDone();
        } else {
            end();
            splice.resetClient(request.stream(), Http2Error.INTERNAL_ERROR.code());
        }
    }

    private void answer(DeveloperFailure failure) {
        forget();
        BadGateway.Http2 answer = BadGateway.http2(failure, request.isGrpc());
        status = answer.status();
        output.headers(answer.headers(), answer.body().isEmpty());
        if (!answer.body().isEmpty()) {
            output.data(splice.text(answer.body()), true);
        }
        splice.flushClient();
        finishWhenDone();
    }

    private void giveUp(DeveloperFailure failure) {
        plane.reportDropped(developer, failure);
        end();
        splice.resetClient(request.stream(), Http2Error.ENHANCE_YOUR_CALM.code());
        if (upstream != null) {
            upstream.reset(Http2Error.CANCEL);
        }
    }

    private void end() {
        if (over) {
            return;
        }
        over = true;
        catchUp(ahead);
        forget();
        output.release();
        splice.exchangeOver(this);
        if (!servedByApp) {
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - request.startedNanos());
            developer.report(new Event.Exchange(
                    number, port.app(), Mode.DIVERT, request.head().method(), target(), status, millis));
        }
    }

    private String target() {
        return plane.shorten(request.head().target());
    }

    private Http2Upstream requireUpstream() {
        return Objects.requireNonNull(upstream);
    }
}
