package dev.remocal.sidecar.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.unix.Socket;
import java.io.IOException;

/** How one end of a relayed connection passes on what happened at the other. */
final class Relay {

    private Relay() {}

    /**
     * Writes to a channel of this thread's loop, past its handlers, none of which looks at what goes out. Where nothing waits
     * there, the socket gets the bytes at once; what it does not take waits for the next flush. Of the CPU time of a small GET
     * Netty's queue took 6 %, and asking the handlers 2 to 3 % (docs/benchmarks.md).
     */
    static void write(Channel channel, ByteBuf bytes) {
        if (channel instanceof EpollSocketChannel socket && isSent(socket, bytes)) {
            bytes.release();
        } else {
            channel.unsafe().write(bytes, channel.voidPromise());
        }
    }

    private static boolean isSent(EpollSocketChannel channel, ByteBuf bytes) {
        ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
        // Without a queue the channel is closed, and its file descriptor may be another connection's by now.
        if (waiting == null || waiting.totalPendingWriteBytes() > 0 || !bytes.hasMemoryAddress()) {
            return false;
        }
        try {
            Socket socket = (Socket) channel.fd();
            bytes.skipBytes(socket.sendAddress(bytes.memoryAddress(), bytes.readerIndex(), bytes.writerIndex()));
        } catch (IOException met) {
            // The channel meets it as well when it flushes, and tells its handlers what became of it.
            return false;
        }
        return !bytes.isReadable();
    }

    /** Flushes past the handlers, too. */
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
