package dev.remocal.test.bench;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import java.util.concurrent.ThreadFactory;

/** Native epoll, as the sidecar has it; the benchmark reads /proc and so runs on Linux only. */
final class Transports {

    private Transports() {}

    static EventLoopGroup oneLoop(ThreadFactory threads) {
        return new EpollEventLoopGroup(1, threads);
    }

    static Class<? extends ServerSocketChannel> serverChannel() {
        return EpollServerSocketChannel.class;
    }

    static Class<? extends SocketChannel> channel() {
        return EpollSocketChannel.class;
    }
}
