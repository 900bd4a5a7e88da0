package dev.remocal.test.bench;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import java.util.concurrent.atomic.LongAdder;

/** Counts the requests that have arrived at the app completely, in whatever protocol. */
@ChannelHandler.Sharable
final class ServedRequests extends ChannelInboundHandlerAdapter {

    private final LongAdder total = new LongAdder();

    long total() {
        return total.sum();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (endsRequest(message)) {
            total.increment();
        }
        context.fireChannelRead(message);
    }

    private static boolean endsRequest(Object message) {
        return message instanceof LastHttpContent
                || (message instanceof Http2DataFrame data && data.isEndStream())
                || (message instanceof Http2HeadersFrame headers && headers.isEndStream());
    }
}
