package dev.remocal.sidecar.tunnel;

import dev.remocal.protocol.Limits;
import dev.remocal.protocol.ProblemCode;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/sessions}: the session that its body asks for lives until this stream ends. */
final class SessionStream extends RequestHandler {

    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private @Nullable Session session;

    SessionStream(ControlConnection connection) {
        super(connection);
    }

    /** Trailers. */
    @Override
    void head(ChannelHandlerContext context, Http2HeadersFrame trailers) throws Refusal {
        if (trailers.isEndStream()) {
            admit(context.channel());
        }
    }

    @Override
    void body(ChannelHandlerContext context, Http2DataFrame data) throws Refusal {
        if (body.size() + data.content().readableBytes() > Limits.MAX_REQUEST_BODY_BYTES) {
            throw new Refusal(
                    ProblemCode.BODY_TOO_LARGE,
                    "The session has more than " + Limits.MAX_REQUEST_BODY_BYTES + " bytes: shorten its filter.");
        }
        append(data);
        if (data.isEndStream()) {
            admit(context.channel());
        }
    }

    private void append(Http2DataFrame data) {
        try {
            data.content().readBytes(body, data.content().readableBytes());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private void admit(Channel stream) throws Refusal {
        byte[] json = body.toByteArray();
        body.reset();
        session = connection().admit(Json.readSpec(json), stream);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (session != null) {
            connection().end(session);
        }
    }
}
