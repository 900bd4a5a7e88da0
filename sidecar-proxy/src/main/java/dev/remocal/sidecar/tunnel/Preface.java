package dev.remocal.sidecar.tunnel;

import dev.remocal.protocol.Limits;
import dev.remocal.protocol.Problem;
import dev.remocal.protocol.ProblemCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The first bytes of a control connection: the preface of RFC 9113 section 3.4, or an answer in HTTP/1.1 for whoever came
 * with another protocol.
 */
final class Preface extends ByteToMessageDecoder {

    private final ControlConnection connection;
    private final boolean tooMany;

    /**
     * @param tooMany whether this connection is one more than the sidecar takes
     */
    Preface(ControlConnection connection, boolean tooMany) {
        this.connection = connection;
        this.tooMany = tooMany;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Http2Exception {
        ByteBuf preface = Http2CodecUtil.connectionPrefaceBuf();
        try {
            int length = Math.min(in.readableBytes(), preface.readableBytes());
            if (!ByteBufUtil.equals(in, in.readerIndex(), preface, 0, length)) {
                refuse(context, in);
            } else if (length == preface.readableBytes()) {
                speakHttp2(context);
            }
        } finally {
            preface.release();
        }
    }

    private void speakHttp2(ChannelHandlerContext context) throws Http2Exception {
        if (tooMany) {
            goAway(context);
        } else {
            connection.install(context.pipeline());
        }
        context.pipeline().remove(this);
    }

    private void goAway(ChannelHandlerContext context) {
        connection.refused(ProblemCode.TOO_MANY_CONNECTIONS);
        Http2FrameCodec codec = Http2Limits.codec();
        context.pipeline().addLast(codec);
        String sentence = "too-many-connections: this sidecar holds " + Limits.MAX_CONTROL_CONNECTIONS
                + " control connections, its limit; close one.";
        context.channel()
                .writeAndFlush(new DefaultHttp2GoAwayFrame(
                        Http2Error.ENHANCE_YOUR_CALM, Unpooled.copiedBuffer(sentence, StandardCharsets.US_ASCII)))
                .addListener(ChannelFutureListener.CLOSE);
    }

    private void refuse(ChannelHandlerContext context, ByteBuf in) {
        in.skipBytes(in.readableBytes());
        ProblemCode code = ProblemCode.HTTP2_REQUIRED;
        connection.refused(code);
        byte[] body = Json.write(new Problem(
                code,
                "The control port speaks HTTP/2 with prior knowledge only: use 'remocal', or 'curl"
                        + " --http2-prior-knowledge'."));
        String head = "HTTP/1.1 505 HTTP Version Not Supported\r\ncontent-type: application/json\r\ncontent-length: "
                + body.length + "\r\nconnection: close\r\n\r\n";
        context.writeAndFlush(Unpooled.wrappedBuffer(head.getBytes(StandardCharsets.US_ASCII), body))
                .addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
