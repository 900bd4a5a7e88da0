package dev.remocal.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remocal.protocol.Event;
import dev.remocal.protocol.Mode;
import dev.remocal.sidecar.proxy.HostileFile.Case;
import java.io.UncheckedIOException;
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
 * Requests whose boundaries are in doubt, over real connections: the app gets every byte as it came, and a developer gets
 * no request of which somebody could say that it begins or ends elsewhere.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileRequestsTest {

    private static final String KEYED = "GET /orders HTTP/1.1\r\nHost: shop\r\nx-remocal: ada\r\n\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    /** Longer ones are cut without a connection: each cut takes one. */
    private static final int CUT_UP_TO = 60;

    private final ProxyFixture proxy = new ProxyFixture();

    static List<Case> cases() {
        return HostileFile.read("hostile-requests.txt", Map.of("{keyed}", KEYED));
    }

    static List<Case> shortCases() {
        return cases().stream()
                .filter(each -> each.bytes().length() <= CUT_UP_TO)
                .toList();
    }

    @AfterAll
    void close() {
        proxy.close();
    }

    @Test
    void everyCaseHasItsOwnNameAndASource() {
        assertThat(cases()).hasSizeGreaterThan(200).extracting(Case::name).doesNotHaveDuplicates();
        assertThat(cases()).allSatisfy(each -> assertThat(each.columns()).hasSize(2));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void withoutSessionTheAppGetsEveryByte(Case hostile) throws InterruptedException {
        proxy.detach();
        new Conversation(null).hold(hostile, hostile.bytes().length());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void developerGetsNothingThatIsInDoubt(Case hostile) throws InterruptedException {
        new Conversation(proxy.attach("ada", Mode.DIVERT))
                .hold(hostile, hostile.bytes().length());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void byteByByteItIsTheSame(Case hostile) throws InterruptedException {
        new Conversation(proxy.attach("ada", Mode.DIVERT)).hold(hostile, 1);
    }

    @ParameterizedTest
    @MethodSource("shortCases")
    void inTwoPiecesItIsTheSame(Case hostile) throws InterruptedException {
        for (int cut = 2; cut < hostile.bytes().length(); cut++) {
            new Conversation(proxy.attach("ada", Mode.DIVERT)).hold(hostile, cut);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void scannerDoesNotDependOnHowTheBytesArrive(Case hostile) {
        byte[] bytes = Transcript.bytes(hostile.bytes());
        List<Transcript.Entry> whole = Transcript.ofRequests(bytes);
        assertThat(Transcript.ofRequests(bytes, Transcript.everywhere(bytes))).isEqualTo(whole);
        IntStream.rangeClosed(0, bytes.length)
                .forEach(cut -> assertThat(Transcript.ofRequests(bytes, cut)).isEqualTo(whole));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyParserThatTakesTheBytesSeesTheSameBoundaries(Case hostile) {
        ParserPanel.assertAgreement(Transcript.bytes(hostile.bytes()), CarelessParser.everyone());
    }

    /** One connection, on which the test plays the client, the app and the developer's process. */
    private final class Conversation {

        private final @Nullable FakeDeveloper ada;
        private final Wire client;
        private final Wire app;
        private int diverted;

        /**
         * @param ada whose session is attached, if one is
         */
        Conversation(@Nullable FakeDeveloper ada) {
            this.ada = ada;
            ProxyFixture.Pair ends = proxy.open();
            this.client = ends.client();
            this.app = ends.app();
        }

        /** Sends the case in pieces of that length and sees every message where it belongs. */
        void hold(Case hostile, int piece) throws InterruptedException {
            String bytes = hostile.bytes();
            for (int from = 0; from < bytes.length(); from += piece) {
                client.send(bytes.substring(from, Math.min(bytes.length(), from + piece)));
            }
            List<String> outcomes = Arrays.stream(hostile.columns().getLast().split(","))
                    .map(String::strip)
                    .toList();
            for (int index = 0; index < outcomes.size(); index++) {
                String message =
                        index < hostile.messages().size() ? hostile.messages().get(index) : "";
                meet(outcomes.get(index), message, index + 1 == outcomes.size());
            }
            assertThat(ada == null ? 0 : ada.offers.get()).isEqualTo(diverted);
            client.reset();
            app.close();
        }

        private void meet(String outcome, String message, boolean last) throws InterruptedException {
            String[] words = outcome.split(" ", -1);
            switch (words[0]) {
                case "app" -> answer(app, message);
                case "developer" -> developer(message);
                case "nobody" -> nobody(message);
                case "withdrawn" -> withdrawn(message);
                case "opaque", "pipe", "body" -> restToApp(message);
                default -> throw new AssertionError("no outcome: " + outcome);
            }
            if (words.length > 1) {
                expectReason(words[1]);
            } else if (last && (words[0].equals("app") || words[0].equals("developer"))) {
                client.send(KEYED);
                developer(KEYED);
            }
        }

        private void answer(Wire server, String message) {
            assertThat(server.read(message.length())).isEqualTo(message);
            server.send(OK);
            assertThat(client.read(OK.length())).isEqualTo(OK);
        }

        private void developer(String message) {
            if (ada == null) {
                answer(app, message);
                return;
            }
            diverted++;
            try (Wire local = proxy.local.accept()) {
                answer(local, message);
            }
        }

        /** Whatever comes behind it is the app's too, even what would be a developer's otherwise. */
        private void restToApp(String message) {
            client.send(KEYED);
            assertThat(app.read(message.length() + KEYED.length())).isEqualTo(message + KEYED);
        }

        private void nobody(String message) {
            if (ada == null) {
                restToApp(message);
            } else {
                assertThat(client.atEnd()).isTrue();
            }
        }

        private void withdrawn(String message) {
            restToApp(message);
            if (ada != null) {
                diverted++;
                try (Wire local = proxy.local.accept()) {
                    assertThat(message).startsWith(local.readAll()).isNotEqualTo(local.readAll());
                } catch (UncheckedIOException reset) {
                    assertThat(reset).hasMessageContaining("reset");
                }
            }
        }

        private void expectReason(String reason) throws InterruptedException {
            if (ada != null) {
                Event event = ada.nextEvent();
                while (!(event instanceof Event.Opaque)) {
                    event = ada.nextEvent();
                }
                assertThat(((Event.Opaque) event).code()).isEqualTo(reason);
            }
        }
    }
}
