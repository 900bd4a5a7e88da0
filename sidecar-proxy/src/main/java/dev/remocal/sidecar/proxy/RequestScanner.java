package dev.remocal.sidecar.proxy;

import io.netty.buffer.ByteBuf;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Follows the requests of one connection, over bytes that arrive in any pieces, of which it keeps none.
 *
 * <p>Strict: whatever another parser might frame differently ends in {@link Step#OPAQUE}, for good. That goes for an
 * empty line before a request line as well, which servers may, but need not, ignore (RFC 9112 section 2.2).
 */
final class RequestScanner {

    enum Step {
        /** Every byte was taken. */
        NEED_MORE,
        /** The head ends at {@link #position()}; a body, if any, starts there. */
        HEAD_COMPLETE,
        /** The message ends at {@link #position()}: without a body, in the call after its head and without a byte. */
        MESSAGE_COMPLETE,
        /** The byte before {@link #position()} showed that this connection cannot be followed. */
        OPAQUE
    }

    private enum Part {
        NONE,
        HEAD,
        BODY,
        OPAQUE
    }

    private final RequestLineScanner requestLine = new RequestLineScanner();
    private final FramingFields framing = new FramingFields();
    private final HeadScanner head = new HeadScanner(requestLine, framing);
    private final BodyScanner body = new BodyScanner();

    private Part part = Part.NONE;
    private boolean firstSeen;
    private int position;
    private @Nullable OpaqueReason reason;

    /** Scans from one absolute index of the buffer to another. */
    Step scan(ByteBuf buffer, int fromIndex, int toIndex) {
        position = fromIndex;
        return switch (part) {
            case NONE -> fromIndex < toIndex ? startHead(buffer, toIndex) : Step.NEED_MORE;
            case HEAD -> scanHead(buffer, toIndex);
            case BODY -> scanBody(buffer, toIndex);
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

    /** Whether no byte of the connection was seen. */
    boolean isUntouched() {
        return !firstSeen;
    }

    boolean inHead() {
        return part == Part.HEAD;
    }

    boolean isHeadMethod() {
        return requestLine.isHead();
    }

    boolean isConnect() {
        return requestLine.isConnect();
    }

    boolean isHttp10() {
        return requestLine.isHttp10();
    }

    boolean upgradeRequested() {
        return framing.upgradeRequested();
    }

    boolean expectsContinue() {
        return framing.expectsContinue();
    }

    /** Whether the client wants the connection closed after the response. */
    boolean closeRequested() {
        return framing.closeRequested();
    }

    boolean hasBody() {
        return framing.announcesBody();
    }

    /** Why the scanner gave up; only after {@link Step#OPAQUE}. */
    OpaqueReason opaqueReason() {
        return Objects.requireNonNull(reason);
    }

    private Step startHead(ByteBuf buffer, int to) {
        if (firstSeen) {
            requestLine.reset();
        }
        firstSeen = true;
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
        return head.isComplete() ? startBody() : Step.NEED_MORE;
    }

    private Step startBody() {
        if (isConnect() && framing.announcesBody()) {
            return giveUp(OpaqueReason.BODY_NOT_ALLOWED);
        }
        if (framing.isChunked()) {
            body.expectChunks();
        } else {
            body.expectBytes(framing.contentLength());
        }
        part = Part.BODY;
        return Step.HEAD_COMPLETE;
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
        return Step.MESSAGE_COMPLETE;
    }

    private Step giveUp(OpaqueReason why) {
        reason = why;
        part = Part.OPAQUE;
        return Step.OPAQUE;
    }
}
