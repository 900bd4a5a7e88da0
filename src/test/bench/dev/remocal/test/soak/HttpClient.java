package dev.remocal.test.soak;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** HTTP/1.1, one request after the other. */
final class HttpClient extends SimpleChannelInboundHandler<HttpObject> implements Client {

    private @Nullable Channel channel;
    private boolean broken;
    private @Nullable Consumer<Outcome> waiting;
    private final StringBuilder text = new StringBuilder();
    private int status;
    private boolean begun;

    @Override
    public void join(ChannelPipeline pipeline) {
        channel = pipeline.channel();
        pipeline.addLast(new HttpClientCodec(), this);
    }

    @Override
    public boolean mayTake() {
        return !broken && waiting == null;
    }

    @Override
    public void send(Plan plan, Consumer<Outcome> outcome) {
        waiting = outcome;
        begun = false;
        text.setLength(0);
        if (channel == null || !channel.isActive()) {
            tell(new Outcome.Broken(false, "the connection was closed"));
            return;
        }
        channel.write(head(plan));
        int half = plan.body().length() / 2;
        channel.writeAndFlush(content(plan.body().substring(0, half)));
        channel.writeAndFlush(new DefaultLastHttpContent(
                Unpooled.copiedBuffer(plan.body().substring(half), StandardCharsets.US_ASCII)));
    }

    private static HttpContent content(String text) {
        return new DefaultHttpContent(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
    }

    private static HttpRequest head(Plan plan) {
        boolean get = plan.body().isEmpty();
        HttpRequest head =
                new DefaultHttpRequest(HttpVersion.HTTP_1_1, get ? HttpMethod.GET : HttpMethod.POST, Fields.PATH);
        head.headers()
                .set(HttpHeaderNames.HOST, "soak")
                .set(Fields.NUMBER, plan.number())
                .set(Fields.SIZE, plan.size())
                .set(Fields.DELAY, plan.delay());
        plan.key().ifPresent(key -> head.headers().set(Fields.KEY, key));
        if (!get && plan.chunked()) {
            HttpUtil.setTransferEncodingChunked(head, true);
        } else if (!get) {
            HttpUtil.setContentLength(head, plan.body().length());
        }
        return head;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
        begun = true;
        if (message instanceof HttpResponse response) {
            status = response.status().code();
        }
        if (message instanceof HttpContent content) {
            text.append(content.content().toString(StandardCharsets.US_ASCII));
        }
        if (message instanceof LastHttpContent last) {
            tell(
                    last.decoderResult().isSuccess()
                            ? new Outcome.Answered(status, text.toString())
                            : new Outcome.Broken(true, "not HTTP: " + last.decoderResult()));
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        abandon("the connection ended");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // Who is told of the end sends the next request at once, which is not to go into this connection.
        broken = true;
        abandon(cause.toString());
        context.close();
    }

    @Override
    public void abandon(String reason) {
        tell(new Outcome.Broken(begun, reason));
    }

    private void tell(Outcome outcome) {
        Consumer<Outcome> waited = waiting;
        waiting = null;
        if (waited != null) {
            waited.accept(outcome);
        }
    }
}
