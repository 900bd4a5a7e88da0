package dev.remocal.sidecar.proxy;

import io.netty.buffer.ByteBuf;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Follows the responses of one connection, over bytes that arrive in any pieces, of which it keeps none.
 * Strict in the same way as {@link RequestScanner}.
 */
final class ResponseScanner {

    enum Step {
        /** Every byte was taken. */
        NEED_MORE,
        /** A 1xx response other than 101 ends at {@link #position()}; the response asked for is still to come. */
        INTERIM_COMPLETE,
        /** The head ends at {@link #position()}; a body, if any, starts there. */
        HEAD_COMPLETE,
        /** The message ends at {@link #position()}: without a body, in the call after its head and without a byte. */
        MESSAGE_COMPLETE,
        /** 101, or 2xx to CONNECT: what follows {@link #position()} is another protocol. Stays so. */
        SWITCHED,
        /** The head was complete before; every byte up to the connection's end belongs to the body. Stays so. */
        UNTIL_CLOSE,
        /** The byte before {@link #position()} showed that this connection cannot be followed. */
        OPAQUE
    }

    private enum Part {
        NONE,
        HEAD,
        BODY,
        UNTIL_CLOSE,
        SWITCHED,
        OPAQUE
    }

    private static final int SWITCHING_PROTOCOLS = 101;
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;

    private final StatusLineScanner statusLine = new StatusLineScanner();
    private final FramingFields framing = new FramingFields();
    private final HeadScanner head = new HeadScanner(statusLine, framing);
    private final BodyScanner body = new BodyScanner();

    private Part part = Part.NONE;
    private boolean expected;
    private boolean toHead;
    private boolean toConnect;
    private int position;
    private @Nullable OpaqueReason reason;

    /** The next response answers such a request. To be called once for each request, before the response's first byte. */
    void expect(boolean headMethod, boolean connect) {
        expected = true;
        toHead = headMethod;
        toConnect = connect;
    }

    /** Scans from one absolute index of the buffer to another. */
    Step scan(ByteBuf buffer, int fromIndex, int toIndex) {
        position = fromIndex;
        return switch (part) {
            case NONE -> fromIndex < toIndex ? startHead(buffer, toIndex) : Step.NEED_MORE;
            case HEAD -> scanHead(buffer, toIndex);
            case BODY -> scanBody(buffer, toIndex);
            case UNTIL_CLOSE -> takeAll(toIndex, Step.UNTIL_CLOSE);
            case SWITCHED -> takeAll(toIndex, Step.SWITCHED);
            case OPAQUE -> Step.OPAQUE;
        };
    }

    /** The absolute index after the last byte that the last {@link #scan} took. */
    int position() {
        return position;
    }

    /** Whether no byte of the next message was seen. */
    boolean betweenMessages() {
        return part == Part.NONE;
    }

    /** Of the last head; 0 before its status is complete. */
    int status() {
        return statusLine.status();
    }

    /** Whether the server closes the connection after this response. */
    boolean closeRequested() {
        return framing.closeRequested();
    }

    /** Why the scanner gave up; only after {@link Step#OPAQUE}. */
    OpaqueReason opaqueReason() {
        return Objects.requireNonNull(reason);
    }

    private Step startHead(ByteBuf buffer, int to) {
        if (!expected) {
            position++;
            return giveUp(OpaqueReason.UNSOLICITED_RESPONSE);
        }
        statusLine.reset();
        head.start();
        part = Part.HEAD;
        return scanHead(buffer, to);
    }

    private Step scanHead(ByteBuf buffer, int to) {
        position = head.scan(buffer, position, to);
        OpaqueReason fault = head.reason();
        if (fault != null) {
            return giveUp(fault);
        }
        return head.isComplete() ? afterHead() : Step.NEED_MORE;
    }

    private Step afterHead() {
        int status = status();
        if (status == SWITCHING_PROTOCOLS || (toConnect && status / 100 == 2)) {
            part = Part.SWITCHED;
            return Step.SWITCHED;
        }
        if ((status / 100 == 1 || status == NO_CONTENT) && framing.announcesBody()) {
            return giveUp(OpaqueReason.BODY_NOT_ALLOWED);
        }
        if (status / 100 == 1) {
            part = Part.NONE;
            return Step.INTERIM_COMPLETE;
        }
        startBody(toHead || status == NO_CONTENT || status == NOT_MODIFIED);
        return Step.HEAD_COMPLETE;
    }

    /** RFC 9112 section 6.3, in its order. */
    private void startBody(boolean bodiless) {
        part = Part.BODY;
        if (bodiless) {
            body.expectBytes(0);
        } else if (framing.isChunked()) {
            body.expectChunks();
        } else if (framing.hasContentLength()) {
            body.expectBytes(framing.contentLength());
        } else {
            part = Part.UNTIL_CLOSE;
        }
    }

    private Step scanBody(ByteBuf buffer, int to) {
        position = body.scan(buffer, position, to);
        OpaqueReason fault = body.reason();
        if (fault != null) {
            return giveUp(fault);
        }
        if (!body.isComplete()) {
            return Step.NEED_MORE;
        }
        part = Part.NONE;
        expected = false;
        return Step.MESSAGE_COMPLETE;
    }

    private Step takeAll(int to, Step step) {
        position = to;
        return step;
    }

    private Step giveUp(OpaqueReason why) {
        reason = why;
        part = Part.OPAQUE;
        return Step.OPAQUE;
    }
}
