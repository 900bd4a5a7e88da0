package dev.remocal.sidecar.tunnel;

import dev.remocal.protocol.TransferWindow;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2DataFrame;
import java.util.function.LongSupplier;

/** First in the pipeline of a stream: lets the other end send as far ahead as is of use, and tells it at once. */
final class GrowingWindow extends ChannelDuplexHandler {

    private final TransferWindow window;
    private final LongSupplier nanoTime;

    GrowingWindow(TransferWindow.Room room, LongSupplier nanoTime) {
        this.window = new TransferWindow(room);
        this.nanoTime = nanoTime;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object frame) {
        if (frame instanceof Http2DataFrame data) {
            window.arrived(data.initialFlowControlledBytes(), nanoTime.getAsLong());
        }
        context.fireChannelRead(frame);
    }

    /**
     * Netty (4.1.133) writes the credit for what was read before, and flushes it only where no other read is outstanding. The sender
     * may have nothing left that it may send, so no frame of its would flush it later.
     */
    @Override
    public void read(ChannelHandlerContext context) {
        int growth = window.taken(nanoTime.getAsLong());
        context.read();
        if (growth > 0) {
            Http2Limits.widen(context.channel(), growth);
        }
        context.flush();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        window.end();
        context.fireChannelInactive();
    }
}
