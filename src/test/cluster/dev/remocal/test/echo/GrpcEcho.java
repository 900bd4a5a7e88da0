package dev.remocal.test.echo;

import io.grpc.ForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A gRPC service with a method of each kind, which puts its name before what it is told; as the app of a pod, and as the
 * developer's process. Environment: HOST, PORT, HOSTNAME.
 */
public final class GrpcEcho implements AutoCloseable {

    public static final MethodDescriptor<String, String> UNARY = method("Unary", MethodType.UNARY);
    public static final MethodDescriptor<String, String> DOWN = method("Down", MethodType.SERVER_STREAMING);
    public static final MethodDescriptor<String, String> UP = method("Up", MethodType.CLIENT_STREAMING);
    public static final MethodDescriptor<String, String> CHAT = method("Chat", MethodType.BIDI_STREAMING);

    /** A message that begins so asks for FAILED_PRECONDITION, with the message as its description. */
    public static final String FAIL = "fail";

    /** Asks for no answer. */
    public static final String HANG = "hang";

    public static final Metadata.Key<String> TRAILER = Metadata.Key.of("x-served-by", Metadata.ASCII_STRING_MARSHALLER);

    public static final int MESSAGES_DOWN = 5;

    private static final Duration END_TIMEOUT = Duration.ofSeconds(5);
    private static final String SERVICE = "remocal.Echo";

    /** What each call asked for first. */
    public final BlockingQueue<String> calls = new LinkedBlockingQueue<>();

    public final AtomicInteger cancelled = new AtomicInteger();
    private final String name;
    private final Server server;

    private GrpcEcho(String name, InetSocketAddress address) {
        this.name = name;
        this.server = NettyServerBuilder.forAddress(address)
                .addService(ServerInterceptors.intercept(service(), new WithTrailers()))
                .build();
    }

    public static GrpcEcho start(String name, InetSocketAddress address) {
        GrpcEcho echo = new GrpcEcho(name, address);
        try {
            echo.server.start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen at " + address, e);
        }
        return echo;
    }

    public static void main(String[] arguments) throws InterruptedException {
        String port = System.getenv().getOrDefault("PORT", "8080");
        String host = System.getenv().getOrDefault("HOST", "0.0.0.0");
        start(System.getenv("HOSTNAME"), new InetSocketAddress(host, Integer.parseInt(port)))
                .server
                .awaitTermination();
    }

    public int port() {
        return server.getPort();
    }

    private static MethodDescriptor<String, String> method(String name, MethodType type) {
        return MethodDescriptor.<String, String>newBuilder()
                .setType(type)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, name))
                .setRequestMarshaller(new Text())
                .setResponseMarshaller(new Text())
                .build();
    }

    private ServerServiceDefinition service() {
        return ServerServiceDefinition.builder(SERVICE)
                .addMethod(UNARY, ServerCalls.asyncUnaryCall(this::unary))
                .addMethod(DOWN, ServerCalls.asyncServerStreamingCall(this::down))
                .addMethod(UP, ServerCalls.asyncClientStreamingCall(Up::new))
                .addMethod(CHAT, ServerCalls.asyncBidiStreamingCall(Chat::new))
                .build();
    }

    private void unary(String message, StreamObserver<String> caller) {
        begin(message, caller);
        if (message.startsWith(FAIL)) {
            caller.onError(Status.FAILED_PRECONDITION.withDescription(message).asRuntimeException());
        } else if (!message.equals(HANG)) {
            caller.onNext(name + " " + message);
            caller.onCompleted();
        }
    }

    private void down(String message, StreamObserver<String> caller) {
        begin(message, caller);
        for (int i = 0; i < MESSAGES_DOWN; i++) {
            caller.onNext(name + " " + message + i);
        }
        caller.onCompleted();
    }

    private void begin(String message, StreamObserver<String> caller) {
        calls.add(message);
        ((ServerCallStreamObserver<String>) caller).setOnCancelHandler(cancelled::incrementAndGet);
    }

    /** Cuts off what is under way; returns when nobody listens any more. */
    @Override
    public void close() {
        try {
            if (!server.shutdownNow().awaitTermination(END_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException(name + " still listens on port " + port());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Answers once, with all that came. */
    private final class Up implements StreamObserver<String> {

        private final StreamObserver<String> caller;
        private final StringBuilder all = new StringBuilder(name);

        Up(StreamObserver<String> caller) {
            this.caller = caller;
        }

        @Override
        public void onNext(String message) {
            all.append(' ').append(message);
        }

        @Override
        public void onError(Throwable failure) {
            cancelled.incrementAndGet();
        }

        @Override
        public void onCompleted() {
            caller.onNext(all.toString());
            caller.onCompleted();
        }
    }

    /** Answers each message. */
    private final class Chat implements StreamObserver<String> {

        private final StreamObserver<String> caller;

        Chat(StreamObserver<String> caller) {
            this.caller = caller;
        }

        @Override
        public void onNext(String message) {
            calls.add(message);
            caller.onNext(name + " " + message);
        }

        @Override
        public void onError(Throwable failure) {
            cancelled.incrementAndGet();
        }

        @Override
        public void onCompleted() {
            caller.onCompleted();
        }
    }

    private final class WithTrailers implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            return next.startCall(
                    new ForwardingServerCall.SimpleForwardingServerCall<>(call) {
                        @Override
                        public void close(Status status, Metadata trailers) {
                            trailers.put(TRAILER, name);
                            super.close(status, trailers);
                        }
                    },
                    headers);
        }
    }

    private static final class Text implements MethodDescriptor.Marshaller<String> {

        @Override
        public InputStream stream(String text) {
            return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String parse(InputStream bytes) {
            try {
                return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }
}
