package dev.remocal.sidecar.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.netty.InternalNettyChannelBuilder;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.testing.integration.AbstractInteropTest;
import io.grpc.testing.integration.EmptyProtos;
import io.grpc.testing.integration.TestServiceGrpc;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.Test;

/**
 * The cases that gRPC's implementations are tested with against each other, with the sidecar between client and server.
 * They are JUnit 4's; those that need a cloud account are not among them.
 */
abstract class GrpcInterop extends AbstractInteropTest {

    private static final Metadata.Key<String> KEY = Metadata.Key.of("x-remocal", Metadata.ASCII_STRING_MARSHALLER);

    private @Nullable ProxyFixture proxy;

    final void use(ProxyFixture between) {
        proxy = between;
    }

    final ProxyFixture proxy() {
        return Objects.requireNonNull(proxy);
    }

    /** The key that all calls carry. */
    abstract String key();

    @Override
    protected ManagedChannelBuilder<?> createChannelBuilder() {
        Metadata headers = new Metadata();
        headers.put(KEY, key());
        NettyChannelBuilder builder = NettyChannelBuilder.forAddress(
                        InetAddress.getLoopbackAddress().getHostAddress(), proxy().port)
                .usePlaintext()
                .flowControlWindow(TEST_FLOW_CONTROL_WINDOW)
                .maxInboundMessageSize(MAX_MESSAGE_SIZE)
                .maxInboundMetadataSize(GrpcServer.METADATA_BYTES);
        InternalNettyChannelBuilder.setStatsEnabled(builder, false);
        return builder.intercept(
                createCensusStatsClientInterceptor(), MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    @Override
    public void tearDown() {
        super.tearDown();
        proxy().close();
    }

    @Test
    public void clientCompressedUnary() throws Exception {
        clientCompressedUnary(false);
    }

    @Test
    public void clientCompressedStreaming() throws Exception {
        clientCompressedStreaming(false);
    }

    @Test
    @Override
    public void serverCompressedStreaming() throws Exception {
        super.serverCompressedStreaming();
    }

    /** More than one frame's worth, and more than a header table holds. */
    @Test
    public void largeMetadataComeBack() {
        Metadata.Key<String> echo = Metadata.Key.of("x-grpc-test-echo-initial", Metadata.ASCII_STRING_MARSHALLER);
        byte[] value = new byte[40_000];
        Arrays.fill(value, (byte) 'x');
        Metadata sent = new Metadata();
        sent.put(echo, new String(value, US_ASCII));
        for (int i = 0; i < 5; i++) {
            AtomicReference<Metadata> headers = new AtomicReference<>(new Metadata());
            TestServiceGrpc.TestServiceBlockingStub stub = blockingStub.withInterceptors(
                    MetadataUtils.newAttachHeadersInterceptor(sent),
                    MetadataUtils.newCaptureMetadataInterceptor(headers, new AtomicReference<>()));
            stub.emptyCall(EmptyProtos.Empty.getDefaultInstance());
            assertThat(Objects.requireNonNull(headers.get()).get(echo)).isEqualTo(sent.get(echo));
        }
    }
}
