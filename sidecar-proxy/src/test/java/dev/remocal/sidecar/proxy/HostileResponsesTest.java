package dev.remocal.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remocal.protocol.Event;
import dev.remocal.protocol.Mode;
import dev.remocal.sidecar.proxy.HostileFile.Case;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Responses whose boundaries are in doubt, over real connections: the client gets every byte as it came, and the next
 * request goes to a developer only where it is certain that the app owes nothing.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileResponsesTest {

    private static final String KEYED = "GET /orders HTTP/1.1\r\nHost: shop\r\nx-remocal: ada\r\n\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    private final ProxyFixture proxy = new ProxyFixture();

    static List<Case> cases() {
        return HostileFile.read("hostile-responses.txt", Map.of("{ok}", OK));
    }

    @AfterAll
    void close() {
        proxy.close();
    }

    @Test
    void everyCaseHasItsOwnNameAndASource() {
        assertThat(cases()).hasSizeGreaterThan(60).extracting(Case::name).doesNotHaveDuplicates();
        assertThat(cases()).allSatisfy(each -> assertThat(each.columns()).hasSize(3));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void withoutSessionTheClientGetsEveryByte(Case hostile) throws InterruptedException {
        proxy.detach();
        new Conversation(null).hold(hostile);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void nextRequestIsRoutedOnlyWhereTheAppOwesNothing(Case hostile) throws InterruptedException {
        new Conversation(proxy.attach("ada", Mode.DIVERT)).hold(hostile);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void scannerDoesNotDependOnHowTheBytesArrive(Case hostile) {
        byte[] bytes = Transcript.bytes(hostile.bytes());
        String method = methods(hostile).getFirst();
        List<Transcript.Entry> whole = Transcript.ofResponses(method, bytes);
        IntStream.rangeClosed(0, bytes.length)
                .forEach(cut ->
                        assertThat(Transcript.ofResponses(method, bytes, cut)).isEqualTo(whole));
    }

    private static List<String> methods(Case hostile) {
        return Arrays.asList(hostile.columns().get(1).split(" "));
    }

    /** One connection, on which the test plays the client, the app and the developer's process. */
    private final class Conversation {

        private final @Nullable FakeDeveloper ada;
        private final Wire client;
        private final Wire app;

        /**
         * @param ada whose session is attached, if one is
         */
        Conversation(@Nullable FakeDeveloper ada) {
            this.ada = ada;
            ProxyFixture.Pair ends = proxy.open();
            this.client = ends.client();
            this.app = ends.app();
        }

        void hold(Case hostile) throws InterruptedException {
            String requests = String.join(
                    "", methods(hostile).stream().map(Conversation::request).toList());
            client.send(requests);
            assertThat(app.read(requests.length())).isEqualTo(requests);
            app.send(hostile.bytes());
            assertThat(client.read(hostile.bytes().length())).isEqualTo(hostile.bytes());
            client.send(KEYED);
            meet(hostile.columns().getLast().split(" "));
            client.reset();
            app.close();
        }

        private static String request(String method) {
            return method + " " + (method.equals("CONNECT") ? "shop:80" : "/") + " HTTP/1.1\r\nHost: shop\r\n\r\n";
        }

        private void meet(String[] outcome) throws InterruptedException {
            switch (outcome[0]) {
                case "routed" -> routed();
                case "ends" -> ends();
                case "opaque", "pipe" -> assertThat(app.read(KEYED.length())).isEqualTo(KEYED);
                default -> throw new AssertionError("no outcome: " + outcome[0]);
            }
            assertThat(ada == null ? 0 : ada.offers.get())
                    .isEqualTo(ada != null && outcome[0].equals("routed") ? 1 : 0);
            if (ada != null && outcome.length > 1) {
                assertThat(ada.nextEvent())
                        .isInstanceOfSatisfying(
                                Event.Opaque.class,
                                opaque -> assertThat(opaque.code()).isEqualTo(outcome[1]));
            }
        }

        private void routed() {
            if (ada == null) {
                assertThat(app.read(KEYED.length())).isEqualTo(KEYED);
                return;
            }
            try (Wire local = proxy.local.accept()) {
                assertThat(local.read(KEYED.length())).isEqualTo(KEYED);
                local.send(OK);
                assertThat(client.read(OK.length())).isEqualTo(OK);
            }
        }

        private void ends() {
            if (ada == null) {
                assertThat(app.read(KEYED.length())).isEqualTo(KEYED);
            }
            app.close();
            assertThat(client.atEnd()).isTrue();
        }
    }
}
