package dev.remocal.cli.outgoing;

import dev.remocal.cli.tunnel.FarEnd;
import dev.remocal.cli.tunnel.NotConnectedException;
import dev.remocal.protocol.Problem;
import dev.remocal.protocol.Protocol;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** One connection to the HTTP proxy: CONNECT, or one request for an {@code http://} URL. */
final class HttpProxy extends ByteToMessageDecoder {

    private static final byte[] END_OF_HEAD = {'\r', '\n', '\r', '\n'};

    private static final String ESTABLISHED = "HTTP/1.1 200 Connection established\r\n\r\n";

    private final Connector connector;
    private boolean taken;

    HttpProxy(Connector connector) {
        this.connector = connector;
    }

    /** What is for the destination goes on, to {@link HeldInput}. */
    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf bytes, List<Object> out) {
        if (taken) {
            out.add(bytes.readRetainedSlice(bytes.readableBytes()));
            return;
        }
        int end = ByteBufUtil.indexOf(Unpooled.wrappedBuffer(END_OF_HEAD), bytes);
        if (end >= 0) {
            taken = true;
            context.channel().config().setAutoRead(false);
            String head = bytes.readCharSequence(end - bytes.readerIndex(), StandardCharsets.ISO_8859_1)
                    .toString();
            bytes.skipBytes(END_OF_HEAD.length);
            request(context, head, out);
        } else if (bytes.readableBytes() > OutgoingLimits.MAX_HEAD_BYTES) {
            taken = true;
            answer(context, 431, "", "The head has more than " + OutgoingLimits.MAX_HEAD_BYTES + " bytes.");
        }
    }

    private void request(ChannelHandlerContext context, String head, List<Object> out) {
        try {
            ProxyRequest request = ProxyRequest.parse(head);
            boolean tunnel = request.head().isEmpty();
            if (!tunnel) {
                out.add(ascii(request.head()));
            }
            connector.connect(request.destination()).addListener((Future<FarEnd> connected) -> {
                if (connected.isSuccess()) {
                    join(context, tunnel, connected.getNow());
                } else if (connected.cause() instanceof NotConnectedException failure) {
                    Problem problem = failure.problem();
                    answer(context, problem.code().status(), problem.code().wireName(), problem.message());
                }
            });
        } catch (IllegalArgumentException e) {
            answer(context, 400, "", String.valueOf(e.getMessage()));
        }
    }

    private void join(ChannelHandlerContext context, boolean tunnel, FarEnd farEnd) {
        if (!context.channel().isActive()) {
            farEnd.close();
            return;
        }
        if (tunnel) {
            context.writeAndFlush(ascii(ESTABLISHED));
        }
        farEnd.join(context.channel());
        context.pipeline().remove(this);
    }

    private static ByteBuf ascii(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    }

    private static void answer(ChannelHandlerContext context, int status, String code, String sentence) {
        byte[] body = ("remocal: " + sentence + "\n").getBytes(StandardCharsets.UTF_8);
        String head = "HTTP/1.1 " + status + " " + (code.isEmpty() ? "Refused" : code) + "\r\n"
                + (code.isEmpty() ? "" : Protocol.ERROR_HEADER + ": " + code + "\r\n")
                + "Content-Type: text/plain; charset=utf-8\r\nContent-Length: " + body.length
                + "\r\nConnection: close\r\n\r\n";
        context.writeAndFlush(Unpooled.wrappedBuffer(ascii(head), Unpooled.wrappedBuffer(body)))
                .addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
