package dev.remocal.sidecar.tunnel;

import dev.remocal.protocol.Protocol;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2ResetFrame;

/** An accept stream until a connection is handed over; nothing is read from it. */
final class ParkedStream extends ChannelInboundHandlerAdapter {

    private final ParkedStreams home;
    private final Channel channel;

    ParkedStream(ParkedStreams home, Channel channel) {
        this.home = home;
        this.channel = channel;
    }

    /** Answers the request: from here on both bodies are the connection's bytes. */
    void handOver(Handover handover) {
        Http2Headers head = new DefaultHttp2Headers()
                .status("200")
                .set(Protocol.PORT_HEADER, Integer.toString(handover.appPort()))
                .set(Protocol.EXCHANGE_HEADER, Long.toString(handover.exchange()))
                .set(Protocol.MODE_HEADER, handover.mode().wireName());
        channel.writeAndFlush(new DefaultHttp2HeadersFrame(head));
        channel.pipeline().replace(this, "bytes", new ByteStream());
        handover.succeed(channel);
    }

    void release() {
        channel.close();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof Http2ResetFrame) {
            context.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        home.forget(this);
    }
}
