package dev.remocal.test.soak;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Sends all requests at an even pace over connections that are opened anew now and then. On one event loop. */
final class SoakLoad {

    private final SoakOptions options;
    private final List<String> keys;
    private final Standings standings;
    private final Tally tally;
    private final InetSocketAddress service;
    private final EventLoop loop;
    private final Lane http1 = new Lane(SoakLimits.HTTP_CONNECTIONS, HttpClient::new);
    private final Lane grpc = new Lane(SoakLimits.GRPC_CONNECTIONS, GrpcClient::new);
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private long startNanos;
    private long next;
    private long ended;

    /** How things stand for the developer with a key, if there is one. */
    interface Standings {
        Optional<Standing> of(Optional<String> key);
    }

    SoakLoad(
            SoakOptions options,
            List<String> keys,
            Standings standings,
            Tally tally,
            InetSocketAddress service,
            EventLoop loop) {
        this.options = options;
        this.keys = List.copyOf(keys);
        this.standings = standings;
        this.tally = tally;
        this.service = service;
        this.loop = loop;
    }

    /** Completed when every request has its verdict. */
    CompletableFuture<Void> start() {
        loop.execute(() -> {
            startNanos = System.nanoTime();
            sendDue();
        });
        return over;
    }

    private void sendDue() {
        long due = (long) ((System.nanoTime() - startNanos) / 1e9 * options.requestsPerSecond());
        while (next < Math.min(due, allowed()) && http1.hasRoom() && grpc.hasRoom()) {
            Plan plan = Plan.of(next++, options.seed(), keys);
            (plan.grpc() ? grpc : http1).add(plan);
        }
        if (next < options.requests()) {
            loop.schedule(this::sendDue, 1, TimeUnit.MILLISECONDS);
        }
    }

    /** However slow the machine is: each developer's first session finds requests that are still to be sent. */
    private long allowed() {
        long parts = SoakLimits.DEVELOPERS + 1;
        return options.requests() * Math.min(1 + tally.attempts(), parts) / parts;
    }

    private void judge(Plan plan, Outcome outcome, Optional<Standing> before) {
        Optional<Standing> after = standings.of(plan.key());
        Verdict verdict = Verdict.of(plan, outcome, before, after);
        String what = plan.describe() + ", before " + before + ", after " + after;
        switch (verdict) {
            case Verdict.Right(boolean byDeveloper) -> {
                tally.byDevelopers.addAndGet(byDeveloper ? 1 : 0);
                count(plan);
            }
            case Verdict.CutOff cutOff -> {
                tally.cutOff.incrementAndGet();
                count(plan);
            }
            case Verdict.Misrouted(String why) -> confirm(plan, () -> tally.misrouted(what + ": " + why));
            case Verdict.Failed(String why) -> confirm(plan, () -> tally.failed(what + ": " + why));
        }
    }

    private void confirm(Plan plan, Runnable complaint) {
        loop.schedule(
                () -> {
                    if (!Ending.hasBegun()) {
                        complaint.run();
                        count(plan);
                    }
                },
                SoakLimits.CONFIRMATION.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private void count(Plan plan) {
        (plan.grpc() ? tally.grpc : tally.http1).incrementAndGet();
        if (++ended == options.requests()) {
            over.complete(null);
        }
    }

    /** The connections of one protocol, and the requests that wait for one. */
    private final class Lane {

        private final List<Line> lines = new ArrayList<>();
        private final Queue<Plan> waiting = new ArrayDeque<>();
        private int turn;

        Lane(int connections, Supplier<Client> clients) {
            for (int i = 0; i < connections; i++) {
                lines.add(new Line(this, clients));
            }
        }

        /** Where answers are slow, requests are sent later: their bodies are not to pile up here. */
        boolean hasRoom() {
            return waiting.size() < SoakLimits.MOST_WAITING;
        }

        void add(Plan plan) {
            waiting.add(plan);
            send();
        }

        void send() {
            for (int i = 0; i < lines.size() && !waiting.isEmpty(); i++) {
                Line line = lines.get(turn++ % lines.size());
                if (line.mayTake()) {
                    line.send(waiting.remove());
                }
            }
        }
    }

    /** One connection after the other. */
    private final class Line {

        private final Lane lane;
        private final Supplier<Client> clients;
        private @Nullable Client client;
        private @Nullable Channel channel;
        private boolean connecting;
        private int sent;
        private int underWay;

        Line(Lane lane, Supplier<Client> clients) {
            this.lane = lane;
            this.clients = clients;
        }

        boolean mayTake() {
            boolean worn = sent >= SoakLimits.REQUESTS_FOR_EACH_CONNECTION;
            boolean gone = channel != null && !channel.isActive();
            if (underWay == 0 && !connecting && (channel == null || worn || gone)) {
                connect();
            }
            return !connecting && !worn && !gone && client != null && client.mayTake();
        }

        private void connect() {
            if (channel != null) {
                channel.close();
            }
            connecting = true;
            sent = 0;
            Client joined = clients.get();
            client = joined;
            ChannelFuture opening = new Bootstrap()
                    .group(loop)
                    .channel(NioSocketChannel.class)
                    .option(ChannelOption.TCP_NODELAY, true)
                    .handler(new ChannelInitializer<SocketChannel>() {
                        @Override
                        protected void initChannel(SocketChannel opened) {
                            joined.join(opened.pipeline());
                        }
                    })
                    .connect(service);
            channel = opening.channel();
            opening.addListener((ChannelFutureListener) this::connected);
        }

        private void connected(ChannelFuture opening) {
            connecting = false;
            if (!opening.isSuccess()) {
                tally.problem("the service cannot be reached: " + opening.cause());
            }
            lane.send();
        }

        void send(Plan plan) {
            sent++;
            underWay++;
            Client used = client;
            Optional<Standing> before = standings.of(plan.key());
            if (used == null) {
                throw new IllegalStateException("not connected");
            }
            Future<?> late = loop.schedule(
                    () -> used.abandon("no answer within " + SoakLimits.ANSWER_TIMEOUT),
                    SoakLimits.ANSWER_TIMEOUT.toMillis(),
                    TimeUnit.MILLISECONDS);
            used.send(plan, outcome -> {
                late.cancel(false);
                underWay--;
                judge(plan, outcome, before);
                lane.send();
            });
        }
    }
}
