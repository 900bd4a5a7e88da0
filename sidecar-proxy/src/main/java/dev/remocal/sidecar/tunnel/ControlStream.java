package dev.remocal.sidecar.tunnel;

import dev.remocal.protocol.Destination;
import dev.remocal.protocol.ProblemCode;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import org.jspecify.annotations.Nullable;

/**
 * One request on the control port. Most are answered here; three streams stay and get a handler of their own, the session's
 * events ({@link SessionStream}), a parked accept stream ({@link ParkedStream}) and an outgoing connection
 * ({@link OutgoingStream}).
 */
final class ControlStream extends RequestHandler {

    ControlStream(ControlConnection connection) {
        super(connection);
    }

    @Override
    void head(ChannelHandlerContext context, Http2HeadersFrame head) throws Refusal {
        Channel stream = context.channel();
        Http2Headers fields = head.headers();
        switch (Call.of(fields.method().toString(), optional(fields.path()), optional(fields.authority()))) {
            case Call.Admit admit -> admit(context, head.isEndStream());
            case Call.Activate(String session) -> activate(stream, session);
            case Call.Accept(String session) -> accept(context, session, head.isEndStream());
            case Call.ListSessions list ->
                Answer.json(stream, connection().replica().sessions());
            case Call.Status status ->
                Answer.json(stream, connection().replica().status());
            case Call.Connect(Destination destination) -> connect(context, destination, head.isEndStream());
        }
    }

    private static @Nullable String optional(@Nullable CharSequence field) {
        return field == null ? null : field.toString();
    }

    private void admit(ChannelHandlerContext context, boolean empty) throws Refusal {
        if (empty) {
            throw new Refusal(ProblemCode.MALFORMED_JSON, "The request has no body: send a session as JSON.");
        }
        context.pipeline().replace(this, "session", new SessionStream(connection()));
    }

    private void activate(Channel stream, String session) throws Refusal {
        connection().activate(session);
        Answer.noContent(stream);
    }

    private void accept(ChannelHandlerContext context, String session, boolean ended) throws Refusal {
        if (ended) {
            throw new Refusal(
                    ProblemCode.INVALID_SESSION, "An accept stream carries bytes both ways: leave its request open.");
        }
        Channel stream = context.channel();
        stream.config().setAutoRead(false);
        context.pipeline().remove(this);
        connection().session(session).park(stream);
    }

    private void connect(ChannelHandlerContext context, Destination destination, boolean ended) throws Refusal {
        connection().requireNotDraining();
        OutgoingStream stream = new OutgoingStream(connection());
        context.pipeline().replace(this, "outgoing", stream);
        stream.connect(context.channel(), destination, ended);
    }

    /** Nobody reads a body where none is expected. */
    @Override
    void body(ChannelHandlerContext context, Http2DataFrame data) {}
}
