package dev.remocal.sidecar.proxy;

import dev.remocal.protocol.FailureCode;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A developer's connection that carries one copied request after another; their responses are read and discarded. */
final class MirrorLane implements DeveloperStream.Listener {

    private final MirrorLanes lanes;
    private final ResponseScanner scanner = new ResponseScanner();
    private @Nullable MirrorCopy copy;
    private @Nullable DeveloperStream stream;
    private boolean reused;
    private boolean answered;
    private boolean untilClose;
    private boolean retired;
    private long freeSinceNanos;

    MirrorLane(MirrorLanes lanes, MirrorCopy first) {
        this.lanes = lanes;
        expectAnswerTo(first);
    }

    private void expectAnswerTo(MirrorCopy next) {
        copy = next;
        answered = false;
        scanner.expect(next.kind() == ResponseKind.TO_HEAD, next.kind() == ResponseKind.TO_CONNECT);
    }

    /** Only where it is free. */
    void carry(MirrorCopy next) {
        reused = true;
        expectAnswerTo(next);
        next.travel(this);
    }

    @Override
    public void connected(DeveloperStream connected) {
        stream = connected;
        connected.whenClosed(lanes::closed);
        if (copy == null || copy.isOver()) {
            cut();
            return;
        }
        connected.readAlways();
        copy.travel(this);
    }

    ChannelFuture write(ByteBuf part) {
        lanes.flushLater(this);
        return Objects.requireNonNull(stream).writeWithoutFlush(part);
    }

    void flush() {
        if (stream != null) {
            stream.flush();
        }
    }

    // ---- the response ----

    @Override
    public void received(ByteBuf bytes) {
        if (copy == null) {
            bytes.release();
            if (!retired) {
                finish();
            }
            return;
        }
        if (!answered) {
            answered = true;
            copy.answerBegins();
        }
        boolean complete = !untilClose && followsToEnd(bytes);
        boolean more = scanner.position() < bytes.writerIndex();
        bytes.release();
        if (complete) {
            copyAnswered(copy, !more);
        }
    }

    private boolean followsToEnd(ByteBuf bytes) {
        int from = bytes.readerIndex();
        while (true) {
            ResponseScanner.Step step = scanner.scan(bytes, from, bytes.writerIndex());
            from = scanner.position();
            switch (step) {
                case INTERIM_COMPLETE, HEAD_COMPLETE -> {}
                case NEED_MORE -> {
                    return false;
                }
                case MESSAGE_COMPLETE, SWITCHED -> {
                    return true;
                }
                case UNTIL_CLOSE, OPAQUE -> {
                    untilClose = true;
                    return false;
                }
            }
        }
    }

    private void copyAnswered(MirrorCopy answeredCopy, boolean nothingBehind) {
        boolean keep = nothingBehind
                && answeredCopy.leavesConnectionOpen()
                && scanner.betweenMessages()
                && !scanner.closeRequested();
        answeredCopy.end(status());
        copy = null;
        if (keep) {
            freeSinceNanos = System.nanoTime();
            lanes.free(this);
        } else {
            finish();
        }
    }

    /** Of the response so far. */
    @Nullable Integer status() {
        return answered && scanner.status() > 0 ? scanner.status() : null;
    }

    @Override
    public void ended() {
        if (retired) {
            return;
        }
        MirrorCopy unfinished = copy;
        copy = null;
        if (unfinished != null && reused && !answered) {
            repeat(
                    unfinished,
                    new DeveloperFailure(
                            FailureCode.LOCAL_CLOSED,
                            "The local process closed a connection while another copy was on its way."));
        } else if (unfinished != null) {
            unfinished.end(status());
        }
        finish();
    }

    @Override
    public void failed(DeveloperFailure failure) {
        MirrorCopy unfinished = copy;
        copy = null;
        retire();
        if (stream == null) {
            lanes.closed();
        }
        if (unfinished != null && reused && !answered) {
            repeat(unfinished, failure);
        } else if (unfinished != null) {
            unfinished.drop(failure);
        }
    }

    /** A server may close a connection that it keeps alive just as the next request comes: RFC 9112 section 9.3.1. */
    private void repeat(MirrorCopy unfinished, DeveloperFailure otherwise) {
        if (unfinished.isRepeatable()) {
            unfinished.leaveLane();
            lanes.placeOnNewLane(unfinished, otherwise);
        } else {
            unfinished.drop(otherwise);
        }
    }

    @Override
    public void writabilityChanged() {
        // The bytes on their way are counted instead: a copy is dropped, never waited for.
    }

    // ---- its end ----

    /** Only where it is free. */
    long idleNanos(long nowNanos) {
        return nowNanos - freeSinceNanos;
    }

    void giveUpWhenOverdue(long nowNanos) {
        if (copy != null && copy.isOverdue(nowNanos)) {
            copy.giveUp();
        }
    }

    /** Its copy is given up. */
    void cut() {
        copy = null;
        retire();
        if (stream != null) {
            stream.abort();
        }
    }

    /** Lets the developer's process close first. */
    void finish() {
        finish(ProxyLimits.STREAM_LINGER);
    }

    /** Only where it is free: nothing is lost with it, so it keeps nobody waiting. */
    void close() {
        finish(ProxyLimits.MIRROR_LANE_LINGER);
    }

    private void finish(Duration limit) {
        retire();
        if (stream != null) {
            stream.finish(limit);
        }
    }

    private void retire() {
        retired = true;
        lanes.retire(this);
    }
}
