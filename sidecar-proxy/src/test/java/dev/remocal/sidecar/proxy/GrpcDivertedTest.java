package dev.remocal.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remocal.protocol.Mode;
import io.grpc.ServerBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.runner.RunWith;
import org.junit.runners.JUnit4;

/** All calls carry a developer's key: nothing reaches the app. */
@RunWith(JUnit4.class)
public class GrpcDivertedTest extends GrpcInterop {

    private final GrpcServer app = GrpcServer.started();
    private final GrpcServer local = new GrpcServer();

    @Override
    String key() {
        return "ada";
    }

    @Override
    protected ServerBuilder<?> getServerBuilder() {
        return local.addStreamTracerFactory(createCustomCensusTracerFactory());
    }

    @Override
    protected void startServer(@Nullable ServerBuilder<?> builder) {
        super.startServer(builder);
        use(new ProxyFixture(app.port(), local.port()));
        proxy().attach("ada", Mode.DIVERT);
    }

    @Override
    public void tearDown() {
        super.tearDown();
        app.close();
        assertThat(app.calls()).isZero();
    }
}
