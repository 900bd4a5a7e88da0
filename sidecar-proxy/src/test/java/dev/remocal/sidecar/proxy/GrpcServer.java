package dev.remocal.sidecar.proxy;

import io.grpc.ForwardingServerBuilder;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.ServerInterceptors;
import io.grpc.ServerStreamTracer;
import io.grpc.netty.InternalNettyServerBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.testing.integration.AbstractInteropTest;
import io.grpc.testing.integration.TestServiceImpl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One of the two servers of an interop case, the app's or the developer's, which counts the calls that reach it. */
final class GrpcServer extends ForwardingServerBuilder<GrpcServer> implements AutoCloseable {

    /** Where gRPC has 8 KiB, so that large metadata are a matter of what is between client and server. */
    static final int METADATA_BYTES = 64 * 1024;

    private final NettyServerBuilder builder = NettyServerBuilder.forAddress(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), InsecureServerCredentials.create())
            .maxInboundMessageSize(AbstractInteropTest.MAX_MESSAGE_SIZE)
            .maxInboundMetadataSize(METADATA_BYTES);
    private final AtomicInteger calls = new AtomicInteger();
    private final ScheduledExecutorService executor = Executors.newScheduledThreadPool(2);
    private @Nullable Server server;

    /** To be given the service of the case, and started, by {@link AbstractInteropTest}. */
    GrpcServer() {
        InternalNettyServerBuilder.setStatsEnabled(builder, false);
        builder.addStreamTracerFactory(new ServerStreamTracer.Factory() {
            @Override
            public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
                calls.incrementAndGet();
                return new ServerStreamTracer() {};
            }
        });
    }

    /** With the interop service, and started. */
    static GrpcServer started() {
        GrpcServer started = new GrpcServer();
        started.builder.addService(
                ServerInterceptors.intercept(new TestServiceImpl(started.executor), TestServiceImpl.interceptors()));
        try {
            started.build().start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return started;
    }

    @Override
    protected ServerBuilder<?> delegate() {
        return builder;
    }

    @Override
    public Server build() {
        server = builder.build();
        return server;
    }

    int port() {
        return Objects.requireNonNull(server).getPort();
    }

    int calls() {
        return calls.get();
    }

    @Override
    public void close() {
        Objects.requireNonNull(server).shutdownNow();
        executor.shutdownNow();
    }
}
