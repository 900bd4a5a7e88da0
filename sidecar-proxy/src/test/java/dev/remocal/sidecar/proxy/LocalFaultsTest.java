package dev.remocal.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remocal.protocol.Event;
import dev.remocal.protocol.FailureCode;
import dev.remocal.protocol.Filter;
import dev.remocal.protocol.Mode;
import dev.remocal.protocol.OnFailure;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a developer's process may do wrong, or not do at all. */
@ExtendWith(Leaks.class)
class LocalFaultsTest {

    private static final String GET = "GET / HTTP/1.1\r\nHost: shop\r\n\r\n";
    private static final String KEYED = "GET / HTTP/1.1\r\nHost: shop\r\nx-remocal: ada\r\n\r\n";
    private static final String POST = "POST / HTTP/1.1\r\nHost: shop\r\nx-remocal: ada\r\nContent-Length: %d\r\n\r\n";
    private static final String FROM_APP = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\napp";
    private static final String TOO_LARGE = "HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n";

    private static final int STUCK = 20;

    private final ProxyFixture proxy = new ProxyFixture();
    private final ProxyFixture.Pair open = proxy.open();
    private final FakeDeveloper ada = proxy.attach("ada", Mode.DIVERT);

    @AfterEach
    void close() {
        open.client().close();
        open.app().close();
        proxy.close();
    }

    private static void exchange(Wire client, Wire app) {
        client.send(GET);
        assertThat(app.read(GET.length())).isEqualTo(GET);
        app.send(FROM_APP);
        assertThat(client.read(FROM_APP.length())).isEqualTo(FROM_APP);
    }

    /** A breakpoint may last: only the client's patience ends the wait, and other connections go on. */
    @Test
    void oneThatNeverAnswersIsWaitedForUntilTheClientGoes() throws Exception {
        open.client().send(KEYED);
        Wire local = proxy.local.accept();
        local.read(KEYED.length());
        var other = proxy.open();
        for (int i = 0; i < 10; i++) {
            exchange(other.client(), other.app());
        }
        open.client().reset();
        assertThat(local.isGone()).isTrue();
        assertThat(ada.nextEvent())
                .isInstanceOfSatisfying(
                        Event.Exchange.class,
                        event -> assertThat(event.status()).isNull());
    }

    @Test
    void oneThatNeverAnswersLeavesTheRequestToTheAppWhenTheDeveloperDetaches() {
        open.client().send(KEYED);
        proxy.local.accept().read(KEYED.length());
        proxy.detach();
        ada.loseTunnel();
        assertThat(open.app().read(KEYED.length())).isEqualTo(KEYED);
        open.app().send(FROM_APP);
        assertThat(open.client().read(FROM_APP.length())).isEqualTo(FROM_APP);
        exchange(open.client(), open.app());
    }

    @Test
    void oneThatAnswersBeforeItHasReadALargeBodyIsHeard() throws Exception {
        byte[] body = new byte[16 * 1024 * 1024];
        CompletableFuture<Void> sending = CompletableFuture.runAsync(
                () -> open.client().send(POST.formatted(body.length)).send(body));
        Wire local = proxy.local.accept();
        local.readHead();
        local.send(TOO_LARGE).endOutput();
        assertThat(open.client().readHead()).isEqualTo(TOO_LARGE);
        sending.get(Wire.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        exchange(open.client(), open.app());
        local.close();
    }

    @Test
    void oneThatClosesAtOnceLeavesEveryRequestToTheApp() throws Exception {
        for (int i = 0; i < 5; i++) {
            open.client().send(KEYED);
            proxy.local.accept().close();
            assertThat(open.app().read(KEYED.length())).isEqualTo(KEYED);
            open.app().send(FROM_APP);
            assertThat(open.client().read(FROM_APP.length())).isEqualTo(FROM_APP);
            assertThat(ada.nextEvent())
                    .isInstanceOfSatisfying(
                            Event.Fallback.class,
                            event -> assertThat(event.code()).isEqualTo(FailureCode.LOCAL_CLOSED));
        }
    }

    /** It is the developer's answer, whatever it is; the connection ends with it, so that nothing is read into it. */
    @Test
    void garbageIsPassedOnAndEndsTheConnection() {
        open.client().send(KEYED);
        Wire local = proxy.local.accept();
        local.readHead();
        local.send("what is this?\n\n").close();
        assertThat(open.client().readAll()).isEqualTo("what is this?\n\n");
    }

    @Test
    void onesThatNeverReadHoldTheirClientsBack() throws Exception {
        long before = PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
        List<Wire> stuck = new ArrayList<>();
        List<Wire> unread = new ArrayList<>();
        List<CompletableFuture<Void>> sending = new ArrayList<>();
        byte[] body = new byte[64 * 1024 * 1024];
        for (int i = 0; i < STUCK; i++) {
            var pair = proxy.open();
            stuck.add(pair.client());
            sending.add(CompletableFuture.runAsync(
                    () -> pair.client().send(POST.formatted(body.length)).send(body),
                    task -> Thread.ofVirtual().start(task)));
            unread.add(proxy.local.accept());
        }
        var other = proxy.open();
        for (int i = 0; i < 100; i++) {
            exchange(other.client(), other.app());
        }
        assertThat(sending).noneMatch(CompletableFuture::isDone);
        assertThat(PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory() - before)
                .isLessThan(ProxyLimits.REPLAY_BYTES_TOTAL + STUCK * 512 * 1024);
        stuck.forEach(Wire::close);
        unread.forEach(Wire::close);
    }

    @Test
    void withoutFallbackTheReasonIsGiven() {
        proxy.detach();
        proxy.attach("ada", Mode.DIVERT, OnFailure.ERROR, new Filter.Key("ada"));
        open.client().send(KEYED);
        proxy.local.accept().close();
        assertThat(open.client().readMessage()).contains("502", "local-closed");
        exchange(open.client(), open.app());
    }
}
