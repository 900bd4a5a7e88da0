package dev.remocal.cli.tunnel;

import dev.remocal.protocol.Destination;
import dev.remocal.protocol.Problem;
import dev.remocal.protocol.ProblemCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Promise;
import java.net.HttpURLConnection;

/** {@code CONNECT host:port} (RFC 9113 section 8.5) until the sidecar has answered and its caller takes over. */
final class OutgoingStream extends ChannelInboundHandlerAdapter {

    private final Destination destination;
    private final Promise<FarEnd> connected;
    private final ByteBuf problem = Unpooled.buffer();
    private int status;

    OutgoingStream(Destination destination, Promise<FarEnd> connected) {
        this.destination = destination;
        this.connected = connected;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        context.channel().config().setAutoRead(false);
        context.writeAndFlush(new DefaultHttp2HeadersFrame(
                new DefaultHttp2Headers().method(HttpMethod.CONNECT.asciiName()).authority(destination.toString())));
        context.read();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object frame) {
        if (frame instanceof Http2HeadersFrame head && status == 0) {
            status = ControlRequest.status(head.headers());
            answered(context, head.isEndStream());
        } else if (frame instanceof Http2DataFrame data && status != HttpURLConnection.HTTP_OK) {
            collect(data);
            failIf(context, data.isEndStream());
        }
        ReferenceCountUtil.release(frame);
    }

    private void answered(ChannelHandlerContext context, boolean ended) {
        if (status != HttpURLConnection.HTTP_OK) {
            context.channel().config().setAutoRead(true);
            failIf(context, ended);
        } else if (!connected.trySuccess(new Stream(context, ended))) {
            context.close();
        }
    }

    private void collect(Http2DataFrame data) {
        int room = TunnelLimits.MAX_EVENT_BYTES - problem.readableBytes();
        problem.writeBytes(data.content(), Math.min(room, data.content().readableBytes()));
    }

    private void failIf(ChannelHandlerContext context, boolean ended) {
        if (ended) {
            connected.tryFailure(new NotConnectedException(ControlRequest.problem(status, problem)));
            context.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        connected.tryFailure(new NotConnectedException(new Problem(
                ProblemCode.UNREACHABLE,
                "The tunnel ended before " + destination + " was connected; the next try takes another pod.")));
    }

    private record Stream(ChannelHandlerContext context, boolean ended) implements FarEnd {

        @Override
        public void join(Channel local) {
            Http2StreamChannel stream = (Http2StreamChannel) context.channel();
            if (!stream.isActive()) {
                LocalPipe.abort(local);
                return;
            }
            LocalPipe pipe = new LocalPipe(stream);
            local.pipeline().addLast(pipe);
            pipe.join(context, ended);
        }

        @Override
        public void close() {
            context.close();
        }
    }
}
