package dev.remocal.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remocal.protocol.Mode;
import io.grpc.ServerBuilder;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameter;
import org.junit.runners.Parameterized.Parameters;

/**
 * A session attaches and detaches every few milliseconds: a call may be anybody's, and none notices. Two cases look into
 * the one server that served them, which is not known here, and skip themselves; the other two classes run them.
 */
@RunWith(Parameterized.class)
public class GrpcSessionsComeAndGoTest extends GrpcInterop {

    /** Between two changes: about as long as a call takes. */
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(4);

    private static final AtomicInteger byApp = new AtomicInteger();
    private static final AtomicInteger byDeveloper = new AtomicInteger();

    private final GrpcServer app = GrpcServer.started();
    private final GrpcServer local = GrpcServer.started();
    private @Nullable CompletableFuture<Void> sessions;
    private volatile boolean over;

    @Parameter
    public String key = "";

    @Parameters(name = "{index}: {0}")
    public static String[] keys() {
        return new String[] {"ada", "ada", "bob"};
    }

    @BeforeClass
    public static void reset() {
        byApp.set(0);
        byDeveloper.set(0);
    }

    @AfterClass
    public static void bothHaveServed() {
        assertThat(byApp.get()).isPositive();
        assertThat(byDeveloper.get()).isPositive();
    }

    @Override
    String key() {
        return key;
    }

    @Override
    protected void startServer(@Nullable ServerBuilder<?> none) {
        super.startServer(none);
        use(new ProxyFixture(app.port(), local.port()));
        sessions = CompletableFuture.runAsync(this::comeAndGo);
    }

    private void comeAndGo() {
        while (!over) {
            proxy().attach("ada", Mode.DIVERT);
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(LONGEST_PAUSE_NANOS));
            proxy().detach();
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(LONGEST_PAUSE_NANOS));
        }
    }

    @Override
    public void tearDown() {
        over = true;
        if (sessions != null) {
            sessions.join();
        }
        super.tearDown();
        app.close();
        local.close();
        byApp.addAndGet(app.calls());
        byDeveloper.addAndGet(local.calls());
        if (key.equals("bob")) {
            assertThat(local.calls()).isZero();
        }
    }
}
