package dev.remocal.sidecar.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;

/** How one end of a relayed connection passes on what happened at the other. */
final class Relay {

    private Relay() {}

    /**
     * Writes to a channel of this thread's loop, as it is: the channel's handlers, none of which looks at what goes out, are
     * passed by. Asking them took 2 to 3 % of the CPU time of a small GET (docs/benchmarks.md).
     */
    static void write(Channel channel, ByteBuf bytes) {
        channel.unsafe().write(bytes, channel.voidPromise());
    }

    /** Flushes in the same way. */
    static void flush(Channel channel) {
        channel.unsafe().flush();
    }

    /** Passes on an end of input, after everything written before. */
    static void endOutput(Channel channel) {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> {
            if (channel.isActive()) {
                ((DuplexChannel) channel).shutdownOutput();
            }
        });
    }

    /** Closes after everything written before. */
    static void close(Channel channel) {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    /** Passes on a reset: the peer must not take a broken message for a complete one. */
    static void reset(Channel channel) {
        if (channel.isActive()) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        }
        channel.close();
    }
}
