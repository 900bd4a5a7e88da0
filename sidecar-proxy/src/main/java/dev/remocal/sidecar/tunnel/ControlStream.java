package dev.remocal.sidecar.tunnel;

import dev.remocal.protocol.ProblemCode;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2HeadersFrame;

/**
 * One request on the control port. Most are answered here; two streams stay and get a handler of their own, the session's
 * events ({@link SessionStream}) and a parked accept stream ({@link ParkedStream}).
 */
final class ControlStream extends RequestHandler {

    ControlStream(ControlConnection connection) {
        super(connection);
    }

    @Override
    void head(ChannelHandlerContext context, Http2HeadersFrame head) throws Refusal {
        Channel stream = context.channel();
        switch (Call.of(
                head.headers().method().toString(), head.headers().path().toString())) {
            case Call.Admit admit -> admit(context, head.isEndStream());
            case Call.Activate(String session) -> activate(stream, session);
            case Call.Accept(String session) -> accept(context, session, head.isEndStream());
            case Call.ListSessions list ->
                Answer.json(stream, connection().replica().sessions());
            case Call.Status status ->
                Answer.json(stream, connection().replica().status());
        }
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

    /** Nobody reads a body where none is expected. */
    @Override
    void body(ChannelHandlerContext context, Http2DataFrame data) {}
}
