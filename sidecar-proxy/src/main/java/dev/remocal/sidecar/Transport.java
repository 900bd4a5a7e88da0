package dev.remocal.sidecar;

import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
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
import io.netty.util.concurrent.DefaultThreadFactory;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;

/** The event loops that serve every socket of the sidecar, and the kind of channel that runs on them. */
@Singleton
public final class Transport {

    private final EventLoopGroup eventLoops;
    private final boolean epoll;
    private final boolean owned;

    /**
     * Takes Vert.x' loops. Where they are the JDK's although Linux offers epoll, it makes epoll loops of its own: in a
     * native image Quarkus 3.33 replaces Vert.x' native transport whatever {@code prefer-native-transport} says. They are as
     * many as Vert.x', since each takes a thread and buffers; Netty would make two for each core of the node.
     */
    @Inject
    public Transport(Vertx vertx) {
        EventLoopGroup shared = ((VertxInternal) vertx).getEventLoopGroup();
        this.epoll = Epoll.isAvailable();
        this.owned = epoll && !(shared instanceof EpollEventLoopGroup);
        this.eventLoops = owned ? epollLoops(sizeOf(shared)) : shared;
    }

    private static EventLoopGroup epollLoops(int size) {
        return new EpollEventLoopGroup(size, new DefaultThreadFactory("remocal"));
    }

    private static int sizeOf(EventLoopGroup group) {
        return Math.toIntExact(StreamSupport.stream(group.spliterator(), false).count());
    }

    public EventLoopGroup eventLoops() {
        return eventLoops;
    }

    /** Makes listening channels; a constructor reference, which a native image needs no reflection for. */
    public ChannelFactory<? extends ServerSocketChannel> serverChannels() {
        return epoll ? EpollServerSocketChannel::new : NioServerSocketChannel::new;
    }

    /** Makes outgoing channels. */
    public ChannelFactory<? extends SocketChannel> channels() {
        return epoll ? EpollSocketChannel::new : NioSocketChannel::new;
    }

    /** Makes datagram channels, for questions to nameservers. */
    public ChannelFactory<? extends DatagramChannel> datagramChannels() {
        return epoll ? EpollDatagramChannel::new : NioDatagramChannel::new;
    }

    /** {@code epoll} or {@code nio}, for the start-up line. */
    public String name() {
        return epoll ? "epoll" : "nio";
    }

    @PreDestroy
    void stop() {
        if (owned) {
            eventLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }
}
