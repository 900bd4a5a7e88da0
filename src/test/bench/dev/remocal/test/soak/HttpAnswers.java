package dev.remocal.test.soak;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Answers one request after the other; clients of the soak test do not pipeline. */
final class HttpAnswers extends SimpleChannelInboundHandler<FullHttpRequest> {

    private final Server server;
    private final Consumer<String> keys;

    HttpAnswers(Server server, Consumer<String> keys) {
        this.server = server;
        this.keys = keys;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        if (request.uri().equals(Fields.HEALTH_PATH)) {
            context.writeAndFlush(response(Unpooled.EMPTY_BUFFER));
            return;
        }
        keys.accept(request.headers().get(Fields.KEY, ""));
        String text = Answer.text(
                server,
                request.headers().get(Fields.NUMBER, "0"),
                ByteBufUtil.getBytes(request.content()),
                request.headers().getInt(Fields.SIZE, 0));
        FullHttpResponse response = response(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
        context.executor()
                .schedule(
                        () -> context.writeAndFlush(response),
                        request.headers().getInt(Fields.DELAY, 0),
                        TimeUnit.MILLISECONDS);
    }

    private static FullHttpResponse response(ByteBuf body) {
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, body);
        HttpUtil.setContentLength(response, body.readableBytes());
        return response;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
