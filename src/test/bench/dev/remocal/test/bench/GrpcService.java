package dev.remocal.test.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.ReadOnlyHttp2Headers;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;

/** Answers every gRPC call with one small message and trailers, once the request's message is there. */
final class GrpcService extends ChannelInboundHandlerAdapter {

    /** A message is preceded by whether it is compressed and by its length. */
    private static final int PREFIX_BYTES = 5;

    private static final int MESSAGE_BYTES = 100;

    private static final Http2Headers HEAD = ReadOnlyHttp2Headers.serverHeaders(
            false,
            AsciiString.cached("200"),
            AsciiString.cached("content-type"),
            AsciiString.cached("application/grpc"));
    private static final Http2Headers TRAILERS =
            ReadOnlyHttp2Headers.trailers(false, AsciiString.cached("grpc-status"), AsciiString.cached("0"));
    private static final ByteBuf MESSAGE = Unpooled.unreleasableBuffer(
            Unpooled.directBuffer().writeBytes(message()).asReadOnly());

    /** One message as it stands in a body. */
    static byte[] message() {
        byte[] message = new byte[PREFIX_BYTES + MESSAGE_BYTES];
        message[PREFIX_BYTES - 1] = MESSAGE_BYTES;
        return message;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object frame) {
        if (frame instanceof Http2HeadersFrame headers && headers.isEndStream()) {
            answer(context, headers.stream());
        } else if (frame instanceof Http2DataFrame data) {
            context.write(new DefaultHttp2WindowUpdateFrame(data.initialFlowControlledBytes()).stream(data.stream()));
            if (data.isEndStream()) {
                answer(context, data.stream());
            }
        }
        ReferenceCountUtil.release(frame);
    }

    private static void answer(ChannelHandlerContext context, Http2FrameStream stream) {
        context.write(new DefaultHttp2HeadersFrame(HEAD, false).stream(stream));
        context.write(new DefaultHttp2DataFrame(MESSAGE.duplicate(), false).stream(stream));
        context.write(new DefaultHttp2HeadersFrame(TRAILERS, true).stream(stream));
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
