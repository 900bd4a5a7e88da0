package dev.remocal.test.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** HTTP/1.1: one request after the other, the same bytes each time. */
final class PacedHttpConnection extends PacedConnection {

    private static final int OK = 200;

    private record UnderWay(long due, Answers answers) {}

    private final ByteBuf request;
    private @Nullable UnderWay underWay;
    private int status;

    PacedHttpConnection(Load.RequestKind kind) {
        super(1);
        this.request =
                Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(bytes(kind).getBytes(StandardCharsets.US_ASCII)));
    }

    private static String bytes(Load.RequestKind kind) {
        StringBuilder head = new StringBuilder("Host: 127.0.0.1\r\n");
        HttpRequests.headers(kind)
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        boolean post = kind == Load.RequestKind.POST;
        String body = post ? "x".repeat(BenchLimits.POST_BYTES) : "";
        String length = post ? "Content-Length: " + body.length() + "\r\n" : "";
        return (post ? "POST " : "GET ") + HttpRequests.path(kind) + " HTTP/1.1\r\n" + head + length + "\r\n" + body;
    }

    @Override
    void join(ChannelPipeline pipeline) {
        pipeline.addLast(new HttpResponseDecoder(new HttpDecoderConfig().setValidateHeaders(false)), this);
    }

    @Override
    void send(ChannelHandlerContext context, long due, Answers answers) {
        underWay = new UnderWay(due, answers);
        context.writeAndFlush(request.duplicate());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpResponse response) {
            status = response.status().code();
        }
        UnderWay answered = underWay;
        boolean last = message instanceof LastHttpContent;
        ReferenceCountUtil.release(message);
        if (last && answered != null) {
            underWay = null;
            ended(answered.due, status == OK, answered.answers);
        }
    }

    @Override
    void fail() {
        UnderWay cut = underWay;
        if (cut != null) {
            underWay = null;
            ended(cut.due, false, cut.answers);
        }
    }
}
