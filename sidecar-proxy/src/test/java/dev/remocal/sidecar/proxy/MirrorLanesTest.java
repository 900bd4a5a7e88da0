package dev.remocal.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remocal.protocol.Event;
import dev.remocal.protocol.FailureCode;
import dev.remocal.protocol.Filter;
import dev.remocal.protocol.Mode;
import dev.remocal.protocol.OnFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens to the connections that copies of requests take, one after the other. */
class MirrorLanesTest {

    private static final String FROM_APP = "HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\napp";
    private static final String FROM_LOCAL = "HTTP/1.1 201 Created\r\ncontent-length: 5\r\n\r\nlocal";

    private static final Duration SHORT = Duration.ofMillis(100);

    private ProxyFixture proxy = new ProxyFixture();
    private FakeDeveloper ada;
    private Wire client;
    private Wire app;

    @BeforeEach
    void attach() {
        ada = proxy.developer("ada", Mode.MIRROR, OnFailure.CLUSTER, new Filter.Everything());
        ProxyFixture.Pair open = proxy.open();
        client = open.client();
        app = open.app();
        proxy.publish(ada);
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    private static String get(int number) {
        return "GET /" + number + " HTTP/1.1\r\nHost: shop\r\nx-trace:  " + number + " \r\n\r\n";
    }

    private static String post(int number) {
        return "POST /" + number + " HTTP/1.1\r\nHost: shop\r\ncontent-length: 4\r\n\r\nbody";
    }

    /** The app serves it, whatever becomes of the copy. */
    private void request(String request) {
        client.send(request);
        assertThat(app.read(request.length())).isEqualTo(request);
        String response = request.startsWith("HEAD") ? FROM_APP.replace("app", "") : FROM_APP;
        app.send(response);
        assertThat(client.read(response.length())).isEqualTo(response);
    }

    private Wire copyOnNewConnection(String request) {
        request(request);
        Wire local = proxy.local.accept();
        assertThat(local.read(request.length())).isEqualTo(request);
        return local;
    }

    private void copyOn(Wire local, String request) {
        request(request);
        assertThat(local.read(request.length())).isEqualTo(request);
    }

    private void answer(Wire local, String response, @Nullable Integer status) throws InterruptedException {
        local.send(response);
        expectExchange(status);
    }

    private void expectExchange(@Nullable Integer status) throws InterruptedException {
        assertThat(ada.nextEvent())
                .isInstanceOfSatisfying(
                        Event.Exchange.class,
                        event -> assertThat(event.status()).isEqualTo(status));
    }

    private void expectDropped(FailureCode code) throws InterruptedException {
        assertThat(ada.nextEvent())
                .isInstanceOfSatisfying(
                        Event.Dropped.class, event -> assertThat(event.code()).isEqualTo(code));
    }

    @Test
    void copiesThatAreAnsweredShareAConnection() throws Exception {
        Wire local = copyOnNewConnection(get(0));
        answer(local, FROM_LOCAL, 201);
        for (int i = 1; i <= 20; i++) {
            copyOn(local, i % 2 == 0 ? get(i) : post(i));
            answer(local, FROM_LOCAL, 201);
        }
    }

    @Test
    void pipelinedRequestsAreCopiedOneByOneAndAtOnce() {
        List<String> requests = List.of(get(1), post(2), get(3));
        String all = String.join("", requests);
        client.send(all);
        assertThat(app.read(all.length())).isEqualTo(all);
        List<String> copies = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            copies.add(proxy.local.accept().readMessage());
        }
        assertThat(copies).containsExactlyInAnyOrderElementsOf(requests);
    }

    @Test
    void bodyIsCopiedAsItComes() throws Exception {
        Wire local = copyOnNewConnection(get(0));
        answer(local, FROM_LOCAL, 201);
        String head = "POST / HTTP/1.1\r\nHost: shop\r\ntransfer-encoding: chunked\r\n\r\n";
        client.send(head);
        assertThat(local.read(head.length())).isEqualTo(head);
        for (String part : List.of("4\r\nfour\r\n", "5\r\nthr", "ee\r\n0\r\nx-sum: 7\r\n\r\n")) {
            client.send(part);
            assertThat(local.read(part.length())).isEqualTo(part);
        }
        answer(local, FROM_LOCAL, 201);
        app.readHead();
        app.read("4\r\nfour\r\n5\r\nthree\r\n0\r\nx-sum: 7\r\n\r\n".length());
        app.send(FROM_APP);
        client.read(FROM_APP.length());
        copyOn(local, get(1));
    }

    @Test
    void slowAnswerKeepsItsConnectionAndNoOther() throws Exception {
        Wire slow = copyOnNewConnection(get(1));
        Wire fast = copyOnNewConnection(get(2));
        answer(fast, FROM_LOCAL, 201);
        copyOn(fast, get(3));
        answer(fast, FROM_LOCAL, 201);
        answer(slow, FROM_LOCAL, 201);
        copyOn(slow, get(4));
    }

    static List<Arguments> answersWithAnEnd() {
        return List.of(
                Arguments.of("GET", "HTTP/1.1 204 No Content\r\n\r\n", 204),
                Arguments.of("GET", "HTTP/1.1 304 Not Modified\r\ncontent-length: 99\r\n\r\n", 304),
                Arguments.of("HEAD", "HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n", 200),
                Arguments.of("GET", "HTTP/1.1 103 Early Hints\r\n\r\n" + FROM_LOCAL, 201),
                Arguments.of("GET", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", 200),
                Arguments.of("GET", "HTTP/1.0 200 OK\r\nconnection: keep-alive\r\ncontent-length: 0\r\n\r\n", 200));
    }

    @ParameterizedTest
    @MethodSource("answersWithAnEnd")
    void connectionIsUsedAgainWhereTheAnswerHasAnEnd(String method, String response, int status) throws Exception {
        Wire local = copyOnNewConnection(get(1).replace("GET", method));
        answer(local, response, status);
        copyOn(local, get(2));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n",
                "HTTP/1.0 200 OK\r\ncontent-length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\nHTTP/1.1 200 OK\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: chat\r\n\r\n"
            })
    void connectionIsNotUsedAgainWhereItsServerEndsIt(String response) throws Exception {
        Wire local = copyOnNewConnection(get(1));
        local.send(response);
        assertThat(ada.nextEvent()).isInstanceOf(Event.Exchange.class);
        assertThat(local.atEnd()).isTrue();
        copyOnNewConnection(get(2));
    }

    @Test
    void connectionIsNotUsedAgainWhereTheRequestEndsIt() throws Exception {
        Wire local = copyOnNewConnection("GET / HTTP/1.0\r\n\r\n");
        answer(local, FROM_LOCAL, 201);
        assertThat(local.atEnd()).isTrue();
    }

    @Test
    void answerMayGoOnToTheEndOfItsConnection() throws Exception {
        Wire local = copyOnNewConnection(get(1));
        local.send("HTTP/1.1 200 OK\r\n\r\nall of it");
        Wire other = copyOnNewConnection(get(2));
        assertThat(ada.events).isEmpty();
        local.close();
        expectExchange(200);
        answer(other, FROM_LOCAL, 201);
    }

    @Test
    void connectionThatItsServerClosedMeanwhileIsReplaced() throws Exception {
        Wire local = copyOnNewConnection(get(1));
        answer(local, FROM_LOCAL, 201);
        local.close();
        answer(copyOnNewConnection(get(2)), FROM_LOCAL, 201);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void copyWhoseConnectionWasAboutToCloseIsSentOnceMore(boolean reset) throws Exception {
        Wire local = copyOnNewConnection(get(1));
        answer(local, FROM_LOCAL, 201);
        copyOn(local, get(2));
        end(local, reset);
        Wire second = proxy.local.accept();
        assertThat(second.read(get(2).length())).isEqualTo(get(2));
        answer(second, FROM_LOCAL, 201);
    }

    @Test
    void copyIsNotSentAThirdTime() throws Exception {
        Wire local = copyOnNewConnection(get(1));
        answer(local, FROM_LOCAL, 201);
        copyOn(local, get(2));
        local.close();
        proxy.local.accept().close();
        expectExchange(null);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void copyThatMayHaveBeenActedOnIsNotSentOnceMore(boolean reset) throws Exception {
        Wire local = copyOnNewConnection(get(1));
        answer(local, FROM_LOCAL, 201);
        copyOn(local, post(2));
        end(local, reset);
        expectDropped(FailureCode.LOCAL_CLOSED);
    }

    private static void end(Wire local, boolean reset) {
        if (reset) {
            local.reset();
        } else {
            local.close();
        }
    }

    @Test
    void connectionThatIsNotNeededIsClosed() throws Exception {
        impatient(new MirrorTimings(SHORT, Wire.TIMEOUT));
        Wire local = copyOnNewConnection(get(1));
        answer(local, FROM_LOCAL, 201);
        assertThat(local.atEnd()).isTrue();
    }

    @Test
    void copyThatIsNotAnsweredInTimeIsNoLongerAwaited() throws Exception {
        impatient(new MirrorTimings(SHORT, SHORT));
        Wire local = copyOnNewConnection(get(1));
        expectExchange(null);
        assertThat(local.atEnd()).isTrue();
    }

    private void impatient(MirrorTimings timings) {
        proxy.close();
        proxy = ProxyFixture.mirroring(timings);
        attach();
    }

    @Test
    void sessionThatEndsLeavesNoConnectionButThoseInUse() throws Exception {
        Wire busy = copyOnNewConnection(get(1));
        Wire idle = copyOnNewConnection(get(2));
        answer(idle, FROM_LOCAL, 201);
        proxy.detach();
        assertThat(idle.atEnd()).isTrue();
        answer(busy, FROM_LOCAL, 201);
        assertThat(busy.atEnd()).isTrue();
    }

    @Test
    void clientThatLeavesInTheMiddleOfARequestCutsTheCopyOff() throws Exception {
        client.send("POST / HTTP/1.1\r\nHost: shop\r\ncontent-length: 10\r\n\r\nhalf");
        Wire local = proxy.local.accept();
        local.readHead();
        assertThat(local.read(4)).isEqualTo("half");
        client.reset();
        expectExchange(null);
        assertThat(local.atEnd()).isTrue();
    }

    @Test
    void manyCopiesWaitForTheConnectionsThereMayBe() throws Exception {
        List<Wire> unanswered = new ArrayList<>();
        for (int i = 0; i < ProxyLimits.MIRROR_LANES_PER_SESSION; i++) {
            unanswered.add(copyOnNewConnection(get(i)));
        }
        request(get(1000));
        request(get(1001));
        Wire local = unanswered.getLast();
        answer(local, FROM_LOCAL, 201);
        assertThat(local.read(get(1000).length())).isEqualTo(get(1000));
        answer(local, FROM_LOCAL, 201);
        assertThat(local.read(get(1001).length())).isEqualTo(get(1001));
    }
}
