package dev.remocal.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remocal.protocol.Filter;
import dev.remocal.protocol.Mode;
import dev.remocal.protocol.OnFailure;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every end of a connection is reset in every state; nothing stays behind and nobody else notices. */
@ExtendWith(Leaks.class)
class ResetsTest {

    private static final String HEAD = "POST /orders HTTP/1.1\r\nHost: shop\r\nx-remocal: %s\r\nContent-Length: 8\r\n";
    private static final String UPGRADE = "Connection: Upgrade\r\nUpgrade: websocket\r\n";
    private static final String GET = "GET / HTTP/1.1\r\nHost: shop\r\n\r\n";
    private static final String ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n";
    private static final String SWITCHED = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n\r\n";
    private static final String HELLO = "\u0016\u0003\u0001\u0000\u0005hello";

    /** How far the conversation has got. */
    enum State {
        NOTHING_SAID,
        WITHIN_HEAD,
        BEHIND_HEAD,
        WITHIN_BODY,
        WITHIN_RESPONSE,
        BETWEEN_EXCHANGES,
        SWITCHED
    }

    private final ProxyFixture proxy = new ProxyFixture();
    private final ProxyFixture.Pair witness = proxy.open();

    /** Nobody else's exchange is disturbed, and no connection is left. */
    @AfterEach
    void nothingIsLeft() {
        proxy.detach();
        say(witness.client(), witness.app(), GET);
        say(witness.app(), witness.client(), ANSWER + "done");
        close(witness);
        Wire.await("all connections are gone", () -> proxy.openConnections() == 0);
        proxy.close();
    }

    private static void close(ProxyFixture.Pair pair) {
        pair.client().close();
        pair.app().close();
    }

    private static void say(Wire from, Wire to, String text) {
        from.send(text);
        assertThat(to.read(text.length())).isEqualTo(text);
    }

    /** Brings a connection that the server serves to that state. */
    private static void bring(Wire client, Wire server, State state, String key) {
        String head = HEAD.formatted(key);
        switch (state) {
            case NOTHING_SAID -> {}
            case WITHIN_HEAD -> client.send(head);
            case BEHIND_HEAD -> say(client, server, head + "\r\n");
            case WITHIN_BODY -> say(client, server, head + "\r\nbody");
            case WITHIN_RESPONSE -> {
                say(client, server, head + "\r\nthe body");
                say(server, client, ANSWER + "an");
            }
            case BETWEEN_EXCHANGES -> {
                say(client, server, head + "\r\nthe body");
                say(server, client, ANSWER + "answ");
            }
            case SWITCHED -> {
                say(client, server, head.replace("Content-Length: 8\r\n", UPGRADE) + "\r\n");
                say(server, client, SWITCHED);
                say(client, server, "ping");
            }
        }
    }

    static Stream<Arguments> appStates() {
        return Stream.of(State.values())
                .flatMap(state -> Stream.of(Arguments.of(state, false), Arguments.of(state, true)));
    }

    @ParameterizedTest
    @MethodSource("appStates")
    void clientOfTheApp(State state, boolean watched) {
        var open = proxy.open();
        watch(watched);
        bring(open.client(), open.app(), state, "bob");
        open.client().reset();
        if (state == State.WITHIN_HEAD && !watched) {
            open.app().read(HEAD.formatted("bob").length());
        }
        assertThat(open.app().isReset()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("appStates")
    void app(State state, boolean watched) {
        var open = proxy.open();
        // Before an exchange the sidecar may not be connected, and a reset of the app would be its absence.
        bring(open.client(), open.app(), State.BETWEEN_EXCHANGES, "bob");
        watch(watched);
        bring(open.client(), open.app(), state, "bob");
        open.app().reset();
        assertThat(open.client().isReset()).isTrue();
    }

    private void watch(boolean watched) {
        if (watched) {
            proxy.attach("ada", Mode.DIVERT);
        }
    }

    /** A diverted connection, with the developer's end of it. */
    private Wire divert(ProxyFixture.Pair open, State state) {
        String head = HEAD.formatted("ada");
        String first = state == State.SWITCHED ? head.replace("Content-Length: 8\r\n", UPGRADE) : head;
        open.client().send(first + "\r\n");
        Wire local = proxy.local.accept();
        local.read(first.length() + 2);
        switch (state) {
            case WITHIN_BODY -> say(open.client(), local, "body");
            case WITHIN_RESPONSE -> {
                say(open.client(), local, "the body");
                say(local, open.client(), ANSWER + "an");
            }
            case SWITCHED -> {
                say(local, open.client(), SWITCHED);
                say(open.client(), local, "ping");
            }
            default -> {}
        }
        return local;
    }

    @ParameterizedTest
    @EnumSource(
            value = State.class,
            names = {"BEHIND_HEAD", "WITHIN_BODY", "WITHIN_RESPONSE", "SWITCHED"})
    void clientOfADeveloper(State state) {
        var open = proxy.open();
        proxy.attach("ada", Mode.DIVERT);
        Wire local = divert(open, state);
        open.client().reset();
        assertThat(local.isGone()).isTrue();
        assertThat(open.app().isGone()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            value = State.class,
            names = {"BEHIND_HEAD", "WITHIN_BODY", "WITHIN_RESPONSE", "SWITCHED"})
    void developer(State state) {
        var open = proxy.open();
        proxy.attach("ada", Mode.DIVERT);
        Wire local = divert(open, state);
        local.reset();
        assertThatTheLossIsDealtWith(open, state);
    }

    @ParameterizedTest
    @EnumSource(
            value = State.class,
            names = {"BEHIND_HEAD", "WITHIN_BODY", "WITHIN_RESPONSE", "SWITCHED"})
    void tunnel(State state) {
        var open = proxy.open();
        FakeDeveloper ada = proxy.attach("ada", Mode.DIVERT);
        divert(open, state);
        ada.loseTunnel();
        assertThatTheLossIsDealtWith(open, state);
    }

    /** Before the response has begun the app gets every byte; after that the client must not take it for complete. */
    private static void assertThatTheLossIsDealtWith(ProxyFixture.Pair open, State state) {
        if (state == State.WITHIN_RESPONSE || state == State.SWITCHED) {
            assertThat(open.client().isReset()).isTrue();
            return;
        }
        String before = HEAD.formatted("ada") + "\r\n" + (state == State.WITHIN_BODY ? "body" : "");
        assertThat(open.app().read(before.length())).isEqualTo(before);
        say(open.client(), open.app(), state == State.WITHIN_BODY ? "rest" : "bodyrest");
        say(open.app(), open.client(), ANSWER + "done");
        close(open);
    }

    @ParameterizedTest
    @EnumSource(
            value = State.class,
            names = {"NOTHING_SAID", "SWITCHED"})
    void clientOfAWholeConnection(State state) {
        Wire client = whole();
        Wire local = proxy.local.accept();
        converse(client, local, state);
        client.reset();
        assertThat(local.isGone()).isTrue();
    }

    @Test
    void developerOfAWholeConnection() {
        Wire client = whole();
        Wire local = proxy.local.accept();
        converse(client, local, State.SWITCHED);
        local.reset();
        assertThat(client.isReset()).isTrue();
    }

    @Test
    void developerOfAWholeConnectionBeforeAWordLeavesItToTheApp() {
        Wire client = whole();
        proxy.local.accept().reset();
        Wire app = proxy.app.accept();
        say(client, app, HELLO);
        app.reset();
        assertThat(client.isReset()).isTrue();
    }

    private Wire whole() {
        proxy.attach("ada", Mode.DIVERT, OnFailure.CLUSTER, new Filter.Everything());
        return Wire.connect(proxy.port);
    }

    private static void converse(Wire client, Wire local, State state) {
        if (state == State.SWITCHED) {
            say(client, local, HELLO);
            say(local, client, HELLO);
        }
    }
}
