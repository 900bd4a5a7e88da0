package dev.remocal.sidecar;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufOutputStream;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;

/** Answers what is asked on one connection of the management port. */
final class ManagementRequests extends SimpleChannelInboundHandler<FullHttpRequest> {

    private final Metrics metrics;
    private final BooleanSupplier draining;

    ManagementRequests(Metrics metrics, BooleanSupplier draining) {
        this.metrics = metrics;
        this.draining = draining;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext connection, FullHttpRequest request) {
        connection.writeAndFlush(answer(request));
    }

    private FullHttpResponse answer(FullHttpRequest request) {
        if (request.decoderResult().isFailure()) {
            FullHttpResponse malformed = empty(HttpResponseStatus.BAD_REQUEST);
            malformed.headers().set(HttpHeaderNames.CONNECTION, "close");
            return malformed;
        }
        boolean head = HttpMethod.HEAD.equals(request.method());
        if (!head && !HttpMethod.GET.equals(request.method())) {
            FullHttpResponse wrongMethod = empty(HttpResponseStatus.METHOD_NOT_ALLOWED);
            wrongMethod.headers().set(HttpHeaderNames.ALLOW, "GET, HEAD");
            return wrongMethod;
        }
        FullHttpResponse answer = answer(path(request.uri()));
        return head ? withoutBody(answer) : answer;
    }

    private FullHttpResponse answer(String path) {
        return switch (path) {
            case "/q/health/live" -> health("alive", true);
            case "/q/health/started" -> health("listening", true);
            case "/q/health/ready" -> health("accepting", !draining.getAsBoolean());
            case "/q/metrics" -> metrics();
            default -> empty(HttpResponseStatus.NOT_FOUND);
        };
    }

    private static String path(String uri) {
        int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
    }

    /** The JSON of MicroProfile Health 4.0, section 3. */
    private static FullHttpResponse health(String check, boolean up) {
        String status = up ? "UP" : "DOWN";
        String json = "{\"status\":\"" + status + "\",\"checks\":[{\"name\":\"" + check + "\",\"status\":\"" + status
                + "\"}]}";
        return response(
                up ? HttpResponseStatus.OK : HttpResponseStatus.SERVICE_UNAVAILABLE,
                "application/json; charset=UTF-8",
                Unpooled.copiedBuffer(json, StandardCharsets.UTF_8));
    }

    private FullHttpResponse metrics() {
        ByteBuf text = Unpooled.buffer();
        try (ByteBufOutputStream out = new ByteBufOutputStream(text)) {
            metrics.write(out);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return response(HttpResponseStatus.OK, Metrics.CONTENT_TYPE, text);
    }

    private static FullHttpResponse response(HttpResponseStatus status, String type, ByteBuf body) {
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, type)
                .setInt(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
        return response;
    }

    private static FullHttpResponse empty(HttpResponseStatus status) {
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.EMPTY_BUFFER);
        response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, 0);
        return response;
    }

    /** RFC 9110 section 9.3.2: HEAD is answered as GET, without the body. */
    private static FullHttpResponse withoutBody(FullHttpResponse response) {
        response.content().clear();
        return response;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext connection, Throwable cause) {
        connection.close();
    }
}
