package dev.remocal.test.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Requests at an even pace over several connections. A latency is counted from the moment at which its request was due,
 * whether it could be sent then or not, so that a proxy that falls behind cannot hide it.
 */
final class PacedLoad implements AutoCloseable {

    private final Load.Requests requests;
    private final EventLoopGroup loop = Transports.oneLoop(new DefaultThreadFactory("pace", true));
    private final List<PacedConnection> connections = new ArrayList<>();

    /** Opens the connections. */
    PacedLoad(Load.Requests requests, int port) {
        this.requests = requests;
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channel(Transports.channel())
                .option(ChannelOption.TCP_NODELAY, true)
                .remoteAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        for (int i = 0; i < requests.connections(); i++) {
            connections.add(open(bootstrap));
        }
    }

    private PacedConnection open(Bootstrap bootstrap) {
        PacedConnection connection = requests.isHttp2()
                ? new PacedGrpcConnection(requests.streams())
                : new PacedHttpConnection(requests.kind());
        Channel channel = bootstrap
                .clone()
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        connection.join(channel.pipeline());
                    }
                })
                .connect()
                .syncUninterruptibly()
                .channel();
        assert channel.isRegistered();
        return connection;
    }

    /** Those that have no answer when the response timeout is over have failed. */
    Sample run(int seconds, double rate) {
        Run run = new Run(rate, (int) (seconds * rate));
        loop.execute(run::begin);
        try {
            run.over.get(
                    Duration.ofSeconds(seconds)
                            .plus(BenchLimits.RESPONSE_TIMEOUT)
                            .toMillis(),
                    TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            return onLoop(run);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return onLoop(run);
    }

    private Sample onLoop(Run run) {
        return loop.submit(run::sample).syncUninterruptibly().getNow();
    }

    /** What is sent and answered; on the event loop only. */
    private final class Run implements PacedConnection.Answers {

        private final CompletableFuture<Void> over = new CompletableFuture<>();
        private final double nanosBetween;
        private final long[] micros;
        private long start;
        private int next;
        private int answered;
        private int failed;

        Run(double rate, int total) {
            nanosBetween = 1e9 / rate;
            micros = new long[total];
        }

        void begin() {
            start = System.nanoTime();
            sendDue();
        }

        private long due(int number) {
            return start + (long) (number * nanosBetween);
        }

        private void sendDue() {
            long now = System.nanoTime();
            while (next < micros.length && due(next) - now <= 0) {
                connections.get(next % connections.size()).offer(due(next), this);
                next++;
            }
            if (next < micros.length) {
                loop.schedule(this::sendDue, due(next) - now, TimeUnit.NANOSECONDS);
            }
        }

        @Override
        public void answered(long due) {
            micros[answered++] = (System.nanoTime() - due) / 1000;
            completeOver();
        }

        @Override
        public void failed() {
            failed++;
            completeOver();
        }

        private void completeOver() {
            if (answered + failed == micros.length) {
                over.complete(null);
            }
        }

        Sample sample() {
            long[] sorted = Arrays.copyOf(micros, answered);
            Arrays.sort(sorted);
            return new Sample(
                    answered,
                    micros.length - answered,
                    (System.nanoTime() - start) / 1e9,
                    Medians.percentile(sorted, 0.50),
                    Medians.percentile(sorted, 0.99));
        }
    }

    @Override
    public void close() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
