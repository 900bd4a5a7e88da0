package dev.remocal.test.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;

/** Answers every HTTP/1.1 request once it is there completely, with bytes made once. */
final class HttpService extends ChannelInboundHandlerAdapter {

    private static final String BODY =
            "{\"id\":4711,\"state\":\"paid\",\"items\":3,\"total\":\"42.00\",\"currency\":\"EUR\",\"customer\":\"ada\"}";

    private static final ByteBuf SMALL = response("", BODY.length(), BODY);
    private static final ByteBuf SMALL_AND_CLOSE = response("Connection: close\r\n", BODY.length(), BODY);
    private static final ByteBuf DOWNLOAD_HEAD = response("", BenchLimits.TRANSFER_BYTES, "");

    private static final int CHUNK_BYTES = 1024 * 1024;
    private static final ByteBuf CHUNK =
            unreleasable(Unpooled.directBuffer(CHUNK_BYTES).writeZero(CHUNK_BYTES));

    private boolean download;
    private boolean close;

    private static ByteBuf response(String field, int length, String body) {
        String text = "HTTP/1.1 200 OK\r\nServer: bench\r\nDate: Mon, 23 Nov 2026 00:00:00 GMT\r\n"
                + "Content-Type: application/json\r\nContent-Length: " + length + "\r\n" + field + "\r\n" + body;
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return unreleasable(Unpooled.directBuffer(bytes.length).writeBytes(bytes));
    }

    private static ByteBuf unreleasable(ByteBuf buffer) {
        return Unpooled.unreleasableBuffer(buffer.asReadOnly());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest request) {
            download = request.uri().equals(HttpRequests.DOWNLOAD_PATH);
            close = !HttpUtil.isKeepAlive(request);
        }
        if (message instanceof LastHttpContent) {
            answer(context);
        }
        ReferenceCountUtil.release(message);
    }

    private void answer(ChannelHandlerContext context) {
        if (download) {
            context.write(DOWNLOAD_HEAD.duplicate());
            for (int sent = 0; sent < BenchLimits.TRANSFER_BYTES; sent += CHUNK_BYTES) {
                context.write(CHUNK.duplicate());
            }
        } else {
            ChannelFuture written = context.write((close ? SMALL_AND_CLOSE : SMALL).duplicate());
            if (close) {
                written.addListener(ChannelFutureListener.CLOSE);
            }
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        context.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
