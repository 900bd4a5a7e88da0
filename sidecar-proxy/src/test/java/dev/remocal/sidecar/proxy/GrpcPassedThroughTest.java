package dev.remocal.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ServerBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.runner.RunWith;
import org.junit.runners.JUnit4;

/** No session: all is the app's. */
@RunWith(JUnit4.class)
public class GrpcPassedThroughTest extends GrpcInterop {

    private final GrpcServer app = new GrpcServer();
    private final GrpcServer local = GrpcServer.started();

    @Override
    String key() {
        return "ada";
    }

    @Override
    protected ServerBuilder<?> getServerBuilder() {
        return app.addStreamTracerFactory(createCustomCensusTracerFactory());
    }

    @Override
    protected void startServer(@Nullable ServerBuilder<?> builder) {
        super.startServer(builder);
        use(new ProxyFixture(app.port(), local.port()));
    }

    @Override
    public void tearDown() {
        super.tearDown();
        local.close();
        assertThat(local.calls()).isZero();
    }
}
