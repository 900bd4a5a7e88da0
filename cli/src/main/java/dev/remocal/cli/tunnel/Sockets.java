package dev.remocal.cli.tunnel;

import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;

/** The kind of sockets that an event loop serves. */
public enum Sockets {

    /** Linux' own, without the JDK in between. */
    EPOLL,

    NIO;

    public static Sockets of(EventLoop loop) {
        return loop.parent() instanceof EpollEventLoopGroup ? EPOLL : NIO;
    }

    public ChannelFactory<SocketChannel> connections() {
        return this == EPOLL ? EpollSocketChannel::new : NioSocketChannel::new;
    }

    public ChannelFactory<ServerSocketChannel> listeners() {
        return this == EPOLL ? EpollServerSocketChannel::new : NioServerSocketChannel::new;
    }

    public ChannelFactory<DatagramChannel> datagrams() {
        return this == EPOLL ? EpollDatagramChannel::new : NioDatagramChannel::new;
    }
}
