package dev.remocal.cli.tunnel;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.remocal.protocol.Event;
import dev.remocal.protocol.Problem;
import dev.remocal.protocol.Protocol;
import dev.remocal.protocol.SessionSpec;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The sidecar's end of the contract on a loopback socket: admits, activates, and hands over what a test gives it. */
public final class FakeSidecar implements AutoCloseable {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final long AWAIT_SECONDS = 20;

    private final NioEventLoopGroup group = new NioEventLoopGroup(1);
    private final Channel server;
    private final String pod;
    private final BlockingQueue<Handed> parked = new LinkedBlockingQueue<>();
    private final BlockingQueue<Handed> outgoing = new LinkedBlockingQueue<>();
    private final BlockingQueue<Call> sessions = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> calls = new LinkedBlockingQueue<>();
    private volatile Optional<Problem> refusal = Optional.empty();
    private volatile Optional<Problem> activationRefusal = Optional.empty();
    private volatile String status;
    private volatile String sessionList = "{\"sessions\":[]}";
    private volatile @Nullable Channel connection;

    public FakeSidecar(String pod) {
        this.pod = pod;
        this.status = "{\"pod\":\"" + pod + "\"}";
        this.server = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childHandler(new Connection())
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .syncUninterruptibly()
                .channel();
    }

    public int port() {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    Dialer dialer() {
        return (name, loop, handler) -> dial(port(), loop, handler);
    }

    static Future<Channel> dial(int port, EventLoop loop, ChannelHandler handler) {
        Promise<Channel> dialled = loop.newPromise();
        new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .handler(handler)
                .connect(InetAddress.getLoopbackAddress(), port)
                .addListener((ChannelFuture connected) -> {
                    if (connected.isSuccess()) {
                        dialled.setSuccess(connected.channel());
                    } else {
                        dialled.setFailure(connected.cause());
                    }
                });
        return dialled;
    }

    void refuse(Problem problem) {
        refusal = Optional.of(problem);
    }

    void refuseActivation(Problem problem) {
        activationRefusal = Optional.of(problem);
    }

    public void status(String json) {
        status = json;
    }

    public void sessionList(String json) {
        sessionList = json;
    }

    /** The next call of the kind, such as {@code POST /v1/sessions}. */
    public String awaitCall() throws InterruptedException {
        return awaitNext(calls, "a call");
    }

    SessionSpec awaitSession() throws InterruptedException, IOException {
        return MAPPER.readValue(awaitNext(sessions, "a session").body(), SessionSpec.class);
    }

    /** Answers a parked stream. */
    public Handed handOver(int appPort) throws InterruptedException {
        Handed handed = awaitNext(parked, "a parked stream");
        handed.answer(appPort);
        return handed;
    }

    /** Answers a parked stream, and sends the first bytes before anything can have come of it. */
    Handed handOver(int appPort, byte[] first) throws InterruptedException {
        Handed handed = awaitParked();
        handed.stream.eventLoop().execute(() -> {
            handed.answer(appPort);
            handed.send(first);
        });
        return handed;
    }

    /** The next CONNECT, not answered yet. */
    Handed awaitOutgoing() throws InterruptedException {
        return awaitNext(outgoing, "an outgoing connection");
    }

    int parkedStreams() {
        return parked.size();
    }

    Handed awaitParked() throws InterruptedException {
        return awaitNext(parked, "a parked stream");
    }

    public void send(Event event) throws Exception {
        sendLine(MAPPER.writeValueAsString(event));
    }

    void sendLine(String line) {
        Channel stream = connection();
        stream.writeAndFlush(data(line + "\n", false));
    }

    private volatile @Nullable Channel sessionStream;

    private Channel connection() {
        Channel stream = sessionStream;
        if (stream == null) {
            throw new IllegalStateException("there is no session");
        }
        return stream;
    }

    /** Ends the connection as a crash would. */
    void crash() {
        Channel open = connection;
        if (open != null) {
            open.close().syncUninterruptibly();
        }
    }

    /** Answers nothing any more, pings included, and leaves the connection open. */
    void fallSilent() {
        Channel open = connection;
        if (open != null) {
            open.config().setAutoRead(false);
        }
    }

    boolean connected() {
        Channel open = connection;
        return open != null && open.isActive();
    }

    private static <T> T awaitNext(BlockingQueue<T> queue, String what) throws InterruptedException {
        T next = queue.poll(AWAIT_SECONDS, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError(what + " did not come within " + AWAIT_SECONDS + " s");
        }
        return next;
    }

    private static Http2DataFrame data(String text, boolean end) {
        return new DefaultHttp2DataFrame(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8), end);
    }

    @Override
    public void close() {
        if (group.isShuttingDown()) {
            return;
        }
        server.close().syncUninterruptibly();
        crash();
        group.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS).syncUninterruptibly();
    }

    private record Call(String method, String path, String body) {}

    private final class Connection extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel channel) {
            connection = channel;
            channel.pipeline()
                    .addLast(Http2FrameCodecBuilder.forServer()
                            .initialSettings(Http2Settings.defaultSettings().initialWindowSize(1024 * 1024))
                            .build())
                    .addLast(new Http2MultiplexHandler(new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel stream) {
                            stream.pipeline().addLast(new Stream());
                        }
                    }));
        }
    }

    private final class Stream extends ChannelInboundHandlerAdapter {

        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private String method = "";
        private String path = "";
        private @Nullable Handed handed;

        @Override
        public void channelRead(ChannelHandlerContext context, Object frame) {
            if (frame instanceof Http2HeadersFrame headers) {
                method = String.valueOf(headers.headers().method());
                path = String.valueOf(headers.headers().path());
                if (path.endsWith("/accept")) {
                    handed = new Handed(context.channel(), "");
                    parked.add(handed);
                } else if (method.equals("CONNECT")) {
                    handed = new Handed(
                            context.channel(), String.valueOf(headers.headers().authority()));
                    outgoing.add(handed);
                }
                endIf(context, headers.isEndStream());
            } else if (frame instanceof Http2DataFrame data) {
                content(data);
                endIf(context, data.isEndStream());
            }
        }

        private void content(Http2DataFrame data) {
            byte[] bytes = new byte[data.content().readableBytes()];
            data.content().readBytes(bytes);
            data.release();
            if (handed == null) {
                body.writeBytes(bytes);
            } else {
                handed.received(bytes);
            }
        }

        private void endIf(ChannelHandlerContext context, boolean end) {
            if (end && handed != null) {
                handed.ended();
            } else if (end) {
                Call call = new Call(method, path, body.toString(StandardCharsets.UTF_8));
                calls.add(method + " " + path.replaceAll("/[a-z0-9-]{36}", "/ID"));
                answer(context, call);
            }
        }

        private void answer(ChannelHandlerContext context, Call call) {
            if (call.path().endsWith("/activate")) {
                activationRefusal.ifPresentOrElse(
                        problem -> refuseWith(context, problem), () -> head(context, 204, true));
            } else if (call.method().equals("POST") && call.path().equals(Protocol.SESSIONS_PATH)) {
                sessions.add(call);
                refusal.ifPresentOrElse(problem -> refuseWith(context, problem), () -> admit(context));
            } else {
                head(context, 200, false);
                context.writeAndFlush(data(call.path().equals(Protocol.STATUS_PATH) ? status : sessionList, true));
            }
        }

        private void admit(ChannelHandlerContext context) {
            sessionStream = context.channel();
            head(context, 200, false);
            context.writeAndFlush(
                    data("{\"event\":\"admitted\",\"pod\":\"" + pod + "\",\"sidecarVersion\":\"test\"}\n", false));
        }

        private void refuseWith(ChannelHandlerContext context, Problem problem) {
            head(context, problem.code().status(), false);
            try {
                context.writeAndFlush(data(MAPPER.writeValueAsString(problem), true));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        private void head(ChannelHandlerContext context, int code, boolean end) {
            context.writeAndFlush(
                    new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().status(String.valueOf(code)), end));
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof Http2ResetFrame reset && handed != null) {
                handed.resetCode.complete(reset.errorCode());
            }
        }

        /** A session ends with its stream: what is parked is released, what is handed over goes on. */
        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (handed != null) {
                parked.remove(handed);
            } else if (context.channel().equals(sessionStream)) {
                Channel ended = context.channel().parent();
                parked.stream()
                        .filter(each -> each.stream.parent().equals(ended))
                        .toList()
                        .forEach(each -> each.stream.close());
            }
        }
    }

    /** A connection that was, or is to be, handed to the developer. */
    public static final class Handed {

        private final Channel stream;
        final String authority;
        private final MessageDigest digest = sha256();
        private long count;
        final CompletableFuture<Long> resetCode = new CompletableFuture<>();
        final CompletableFuture<String> receivedHash = new CompletableFuture<>();

        /** @param authority where the developer's process wants to go; empty where it is the app's client that comes */
        Handed(Channel stream, String authority) {
            this.stream = stream;
            this.authority = authority;
        }

        void connected() {
            stream.writeAndFlush(new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().status("200")));
        }

        void refuse(Problem problem) throws IOException {
            stream.write(new DefaultHttp2HeadersFrame(new DefaultHttp2Headers()
                    .status(String.valueOf(problem.code().status()))));
            stream.writeAndFlush(data(MAPPER.writeValueAsString(problem), true));
        }

        void answer(int appPort) {
            stream.writeAndFlush(new DefaultHttp2HeadersFrame(new DefaultHttp2Headers()
                    .status("200")
                    .set(Protocol.PORT_HEADER, String.valueOf(appPort))
                    .set(Protocol.EXCHANGE_HEADER, "1")
                    .set(Protocol.MODE_HEADER, "divert")));
        }

        void refuse(int status) {
            stream.writeAndFlush(
                    new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().status(String.valueOf(status)), true));
        }

        public void send(byte[] bytes) {
            stream.writeAndFlush(new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(bytes)));
        }

        /** Sends at the pace that flow control allows, so that a test's memory stays small. */
        void sendAll(byte[] chunk, int times) {
            stream.eventLoop().execute(() -> sendMore(chunk, times));
        }

        private void sendMore(byte[] chunk, int times) {
            if (times == 0) {
                endOutput();
                return;
            }
            stream.writeAndFlush(new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(chunk)))
                    .addListener(sent -> {
                        if (sent.isSuccess()) {
                            sendMore(chunk, times - 1);
                        }
                    });
        }

        public void endOutput() {
            stream.writeAndFlush(new DefaultHttp2DataFrame(Unpooled.EMPTY_BUFFER, true));
        }

        private void received(byte[] bytes) {
            digest.update(bytes);
            count += bytes.length;
        }

        private void ended() {
            receivedHash.complete(count + ":" + HexFormat.of().formatHex(digest.digest()));
        }

        public String awaitReceived() throws Exception {
            return receivedHash.get(AWAIT_SECONDS, TimeUnit.SECONDS);
        }

        long awaitReset() throws Exception {
            return resetCode.get(AWAIT_SECONDS, TimeUnit.SECONDS);
        }

        static String hash(byte[] chunk, int times) {
            MessageDigest digest = sha256();
            for (int i = 0; i < times; i++) {
                digest.update(chunk);
            }
            return (long) chunk.length * times + ":" + HexFormat.of().formatHex(digest.digest());
        }

        static MessageDigest sha256() {
            try {
                return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new AssertionError(e);
            }
        }
    }
}
