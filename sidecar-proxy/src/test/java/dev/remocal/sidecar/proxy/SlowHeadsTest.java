package dev.remocal.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remocal.protocol.Filter;
import dev.remocal.protocol.Mode;
import dev.remocal.protocol.OnFailure;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Slowloris: more connections than the app could ever want, of which each sends a request byte by byte. */
@ExtendWith(Leaks.class)
class SlowHeadsTest {

    private static final int CONNECTIONS = 1_000;
    private static final String SLOW = "GET / HTTP/1.1\r\nHos";
    private static final String GET = "GET / HTTP/1.1\r\nHost: shop\r\n\r\n";
    private static final String ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\napp";
    private static final long MEMORY_BYTES = 16L * 1024 * 1024;

    private final ProxyFixture proxy = new ProxyFixture();
    private final ProxyFixture.Pair witness = proxy.open();
    private final List<ProxyFixture.Pair> slow = new ArrayList<>();
    private final long memoryBefore = memory();

    private static long memory() {
        return PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
    }

    @AfterEach
    void close() {
        slow.forEach(pair -> pair.client().close());
        proxy.close();
    }

    private void openAll() {
        for (int i = 0; i < CONNECTIONS; i++) {
            slow.add(proxy.open());
        }
    }

    private void sendToAll(String text) {
        slow.forEach(pair -> pair.client().send(text));
    }

    private void assertThatTheAppGets(String text) {
        slow.forEach(pair -> assertThat(pair.app().read(text.length())).isEqualTo(text));
    }

    private void assertThatOthersAreServed() {
        witness.client().send(GET);
        assertThat(witness.app().read(GET.length())).isEqualTo(GET);
        witness.app().send(ANSWER);
        assertThat(witness.client().read(ANSWER.length())).isEqualTo(ANSWER);
        assertThat(memory() - memoryBefore).isLessThan(MEMORY_BYTES);
    }

    @Test
    void withoutASessionTheAppGetsEveryByteAtOnce() {
        openAll();
        for (int i = 0; i < SLOW.length(); i++) {
            String next = SLOW.substring(i, i + 1);
            sendToAll(next);
            assertThatTheAppGets(next);
            assertThatOthersAreServed();
        }
    }

    @Test
    void withASessionTheyArePipesAfterTheHeadTimeout() {
        proxy.attach("ada", Mode.DIVERT);
        openAll();
        for (int i = 0; i < SLOW.length(); i++) {
            sendToAll(SLOW.substring(i, i + 1));
            assertThatOthersAreServed();
        }
        assertThatTheAppGets(SLOW);
        assertThat(proxy.opaqueConnections()).isEqualTo(CONNECTIONS);
        sendToAll("t");
        assertThatTheAppGets("t");
    }

    @Test
    void whereASessionWantsEverythingTheyAreItsConnections() {
        proxy.attach("ada", Mode.DIVERT, OnFailure.CLUSTER, new Filter.Everything());
        Wire client = Wire.connect(proxy.port);
        Wire local = proxy.local.accept();
        for (int i = 0; i < 5; i++) {
            client.send(SLOW.substring(i, i + 1));
        }
        assertThat(local.read(5)).isEqualTo(SLOW.substring(0, 5));
        client.close();
    }
}
