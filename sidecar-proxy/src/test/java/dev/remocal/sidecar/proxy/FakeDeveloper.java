package dev.remocal.sidecar.proxy;

import dev.remocal.protocol.Event;
import dev.remocal.protocol.FailureCode;
import dev.remocal.protocol.Filter;
import dev.remocal.protocol.Mode;
import dev.remocal.protocol.OnFailure;
import dev.remocal.protocol.Protocol;
import dev.remocal.protocol.SessionSpec;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A developer whose process is a server of the test and whose tunnel is a TCP connection on an event loop of its own. */
final class FakeDeveloper implements Developer {

    final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    /** How often it was asked to take something. */
    final AtomicInteger offers = new AtomicInteger();

    private final EventLoop loop;
    private final SessionSpec spec;
    private final int localPort;
    private volatile boolean refusing;
    private final ChannelGroup streams = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

    FakeDeveloper(
            EventLoopGroup loops,
            String key,
            Mode mode,
            OnFailure onFailure,
            Filter filter,
            @Nullable Double samplePercent,
            int appPort,
            int localPort) {
        this.loop = loops.next();
        this.localPort = localPort;
        this.spec = new SessionSpec(
                Protocol.VERSION,
                "session-" + key,
                key + "@laptop",
                key,
                "svc/payments",
                mode,
                List.of(appPort),
                filter,
                onFailure,
                samplePercent,
                1,
                "test");
    }

    @Override
    public SessionSpec spec() {
        return spec;
    }

    @Override
    public EventLoop loop() {
        return loop;
    }

    @Override
    public Future<Channel> connect(EventLoop callerLoop, int appPort, long exchange) {
        offers.incrementAndGet();
        if (refusing) {
            return callerLoop.newFailedFuture(
                    new DeveloperFailure(FailureCode.TOO_MANY_WAITING, "Too many requests wait."));
        }
        Promise<Channel> result = callerLoop.newPromise();
        new Bootstrap()
                .group(loop)
                .channelFactory(NioSocketChannel::new)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new Tunnel())
                .connect(InetAddress.getLoopbackAddress(), localPort)
                .addListener((ChannelFuture connected) -> {
                    if (connected.isSuccess()) {
                        streams.add(connected.channel());
                        result.setSuccess(connected.channel());
                    } else {
                        result.setFailure(new DeveloperFailure(
                                FailureCode.LOCAL_REFUSED, "Nothing listens on port " + localPort + "."));
                    }
                });
        return result;
    }

    /** From here on it is clear at once that no connection can be had. */
    void refuse() {
        refusing = true;
    }

    /** What the network does to a laptop that is closed. */
    void loseTunnel() {
        for (Channel stream : streams) {
            stream.attr(DeveloperFailure.OF_CHANNEL)
                    .set(new DeveloperFailure(FailureCode.TUNNEL_LOST, "The tunnel was lost."));
            stream.close();
        }
    }

    @Override
    public void report(Event event) {
        events.add(event);
    }

    Event nextEvent() throws InterruptedException {
        Event event = events.poll(Wire.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        if (event == null) {
            throw new AssertionError("no event came");
        }
        return event;
    }

    private static final class Tunnel extends ChannelDuplexHandler {

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            if (message == EndOfStream.INSTANCE) {
                ((SocketChannel) context.channel()).shutdownOutput(promise);
            } else {
                context.write(message, promise);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.fireExceptionCaught(
                    cause instanceof DeveloperFailure
                            ? cause
                            : new DeveloperFailure(
                                    FailureCode.LOCAL_CLOSED, "The local process reset the connection."));
        }
    }
}
