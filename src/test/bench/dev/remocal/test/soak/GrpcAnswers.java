package dev.remocal.test.soak;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Answers unary calls of gRPC on one connection of HTTP/2. */
final class GrpcAnswers extends Http2FrameAdapter {

    private record Call(Http2Headers head, ByteBuf body) {}

    private final Server server;
    private final Consumer<String> keys;
    private final Map<Integer, Call> calls = new HashMap<>();
    private @Nullable Http2ConnectionHandler handler;

    private GrpcAnswers(Server server, Consumer<String> keys) {
        this.server = server;
        this.keys = keys;
    }

    /**
     * @param errors is given what makes a connection unusable, where that is more than its end
     */
    static Http2ConnectionHandler handler(Server server, Consumer<String> keys, Consumer<Throwable> errors) {
        GrpcAnswers answers = new GrpcAnswers(server, keys);
        Http2ConnectionHandler handler = new Builder(answers, errors).build();
        answers.handler = handler;
        return handler;
    }

    private static final class Builder extends AbstractHttp2ConnectionHandlerBuilder<Http2ConnectionHandler, Builder> {

        private final Consumer<Throwable> errors;

        Builder(GrpcAnswers answers, Consumer<Throwable> errors) {
            this.errors = errors;
            server(true).frameListener(answers);
        }

        @Override
        protected Http2ConnectionHandler build() {
            return super.build();
        }

        @Override
        protected Http2ConnectionHandler build(
                Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
            return new Reporting(decoder, encoder, settings, errors);
        }
    }

    private static final class Reporting extends Http2ConnectionHandler {

        private final Consumer<Throwable> errors;

        Reporting(
                Http2ConnectionDecoder decoder,
                Http2ConnectionEncoder encoder,
                Http2Settings settings,
                Consumer<Throwable> errors) {
            super(decoder, encoder, settings);
            this.errors = errors;
        }

        @Override
        protected void onConnectionError(
                ChannelHandlerContext context, boolean outbound, Throwable cause, Http2Exception http2Cause) {
            // A tunnel that is cut resets the connection: that is its end, and nothing to be told.
            if (!(cause instanceof IOException)) {
                errors.accept(cause);
            }
            super.onConnectionError(context, outbound, cause, http2Cause);
        }
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext context,
            int stream,
            Http2Headers headers,
            int dependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean last) {
        calls.put(stream, new Call(headers, Unpooled.buffer()));
    }

    @Override
    public int onDataRead(ChannelHandlerContext context, int stream, ByteBuf data, int padding, boolean last) {
        int processed = data.readableBytes() + padding;
        Call call = calls.get(stream);
        if (call != null) {
            call.body.writeBytes(data);
            if (last) {
                calls.remove(stream);
                answer(context, stream, call);
            }
        }
        return processed;
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext context, int stream, long errorCode) {
        calls.remove(stream);
    }

    private void answer(ChannelHandlerContext context, int stream, Call call) {
        keys.accept(text(call.head, Fields.KEY, ""));
        byte[] body = ByteBufUtil.getBytes(call.body.skipBytes(Fields.PREFIX_BYTES));
        String text = Answer.text(server, text(call.head, Fields.NUMBER, "0"), body, call.head.getInt(Fields.SIZE, 0));
        context.executor()
                .schedule(() -> write(context, stream, text), call.head.getInt(Fields.DELAY, 0), TimeUnit.MILLISECONDS);
    }

    private static String text(Http2Headers headers, String name, String otherwise) {
        return headers.get(name, otherwise).toString();
    }

    /** The stream may have been reset meanwhile; then its frames are refused one by one, and nobody minds. */
    private void write(ChannelHandlerContext context, int stream, String text) {
        Http2ConnectionHandler http2 = Objects.requireNonNull(handler);
        Http2Headers head = new DefaultHttp2Headers().status("200").set("content-type", Fields.GRPC);
        Http2Headers trailers = new DefaultHttp2Headers().set(Fields.GRPC_STATUS, "0");
        http2.encoder().writeHeaders(context, stream, head, 0, false, context.newPromise());
        http2.encoder().writeData(context, stream, message(text), 0, false, context.newPromise());
        http2.encoder().writeHeaders(context, stream, trailers, 0, true, context.newPromise());
        http2.flush(context);
    }

    /** One message as it stands in a body. */
    static ByteBuf message(String text) {
        ByteBuf message = Unpooled.buffer(Fields.PREFIX_BYTES + text.length());
        message.writeByte(0).writeInt(text.length()).writeCharSequence(text, StandardCharsets.US_ASCII);
        return message;
    }
}
