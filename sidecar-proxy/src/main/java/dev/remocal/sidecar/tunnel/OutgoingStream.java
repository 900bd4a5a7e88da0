package dev.remocal.sidecar.tunnel;

import dev.remocal.protocol.Destination;
import dev.remocal.sidecar.outgoing.OutgoingFailure;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * {@code CONNECT host:port} (RFC 9113 section 8.5) until the pod has made the connection. What the developer's process sends
 * meanwhile stays in the stream, up to its window.
 */
final class OutgoingStream extends RequestHandler {

    private @Nullable Future<Channel> dialling;

    OutgoingStream(ControlConnection connection) {
        super(connection);
    }

    void connect(Channel stream, Destination destination, boolean ended) {
        stream.config().setAutoRead(false);
        Future<Channel> dialled = connection().outgoing().dial(destination, stream.eventLoop());
        dialling = dialled;
        dialled.addListener((Future<Channel> result) -> {
            if (result.isSuccess()) {
                connected(stream, result.getNow(), ended);
            } else if (result.cause() instanceof OutgoingFailure failure) {
                refuse(stream, new Refusal(failure.problem()));
            }
        });
    }

    private void connected(Channel stream, Channel target, boolean ended) {
        if (!stream.isActive()) {
            target.close();
            return;
        }
        stream.writeAndFlush(new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().status("200")));
        stream.pipeline().replace(this, "bytes", new ByteStream());
        new OutgoingPipe(stream, target).start(ended);
    }

    @Override
    void head(ChannelHandlerContext context, Http2HeadersFrame trailers) {}

    @Override
    void body(ChannelHandlerContext context, Http2DataFrame data) {}

    /** The developer's process has given up. */
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof Http2ResetFrame) {
            context.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (dialling != null) {
            dialling.cancel(false);
        }
    }
}
