package dev.remocal.sidecar.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * What a developer answers on one stream of a client, as fast as the client's windows allow: RFC 9113 section 5.2.
 */
final class StreamOutput {

    private final Http2Splice splice;
    private final int stream;
    private final Queue<ByteBuf> waiting = new ArrayDeque<>(2);
    private long window;
    private boolean endAfterData;
    private @Nullable Http2Headers trailers;
    private boolean ended;

    StreamOutput(Http2Splice splice, int stream, long window) {
        this.splice = splice;
        this.stream = stream;
        this.window = window;
    }

    /** Whether END_STREAM has been sent. */
    boolean isEnded() {
        return ended;
    }

    /** Whether END_STREAM has been asked for. */
    boolean isComplete() {
        return ended || endAfterData || trailers != null;
    }

    boolean isDrained() {
        return waiting.isEmpty();
    }

    void headers(Http2Headers headers, boolean end) {
        if (end && !waiting.isEmpty()) {
            trailers = headers;
        } else {
            ended = end;
            splice.sendHeaders(stream, headers, end);
        }
    }

    void data(ByteBuf data, boolean end) {
        if (data.isReadable()) {
            waiting.add(data);
        } else {
            data.release();
        }
        endAfterData |= end;
        flush();
    }

    void credit(long increment) {
        window += increment;
        flush();
    }

    /** Sends what the windows allow. */
    void flush() {
        while (!ended && sendNext()) {
            splice.flushClient();
        }
    }

    private boolean sendNext() {
        ByteBuf data = waiting.peek();
        if (data == null) {
            return sendEnd();
        }
        int length = (int) Math.min(data.readableBytes(), Math.min(window, splice.clientWindow()));
        if (length <= 0) {
            return false;
        }
        window -= length;
        ByteBuf part = data.readRetainedSlice(length);
        if (!data.isReadable()) {
            waiting.remove().release();
        }
        ended = endAfterData && waiting.isEmpty();
        splice.sendData(stream, part, ended);
        return true;
    }

    private boolean sendEnd() {
        if (trailers != null) {
            ended = true;
            splice.sendHeaders(stream, trailers, true);
        } else if (endAfterData) {
            ended = true;
            splice.sendEmptyEnd(stream);
        }
        return ended;
    }

    void release() {
        for (ByteBuf data = waiting.poll(); data != null; data = waiting.poll()) {
            data.release();
        }
    }
}
