package dev.remocal.sidecar.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remocal.protocol.Event;
import dev.remocal.protocol.FailureCode;
import dev.remocal.protocol.Limits;
import dev.remocal.protocol.Mode;
import dev.remocal.protocol.Protocol;
import dev.remocal.protocol.SessionReport;
import dev.remocal.sidecar.proxy.Developer;
import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A session's way from admitted to gone. */
class SessionTest {

    private static final String ID = "session-1";
    /** Only what a test waits for is short: a heartbeat that is, too, ends whoever a busy machine holds up. */
    private static final Timings HASTY =
            new Timings(Duration.ofSeconds(5), Duration.ofSeconds(15), Duration.ofMillis(200), Duration.ofMillis(100));

    private final List<AutoCloseable> opened = new ArrayList<>();

    private ControlPort control(Timings timings) {
        ControlPort control = new ControlPort(timings);
        opened.addFirst(control);
        return control;
    }

    private Client client(ControlPort control) {
        Client client = control.client();
        opened.addFirst(client);
        return client;
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    private static void awaitNoRoute(ControlPort control) throws Exception {
        ControlPort.await(
                "an empty route table", () -> control.sessions.active().isEmpty());
    }

    @Test
    void admittedSessionTakesNoTrafficUntilItIsActivated() throws Exception {
        ControlPort control = control(ControlPort.TIMINGS);
        Client client = client(control);

        Stream events = client.admit(ID, "key:ada");
        assertThat(control.sessions.active()).isEmpty();
        assertThat(control.sessions.list()).singleElement().matches(session -> !session.active());

        client.activate(ID);
        events.expectLine("activated");
        assertThat(control.onlyDeveloper().spec().id()).isEqualTo(ID);
        assertThat(control.sessions.list()).singleElement().matches(SessionReport::active);
    }

    @Test
    void activatingTwiceIsActivatingOnce() throws Exception {
        ControlPort control = control(ControlPort.TIMINGS);
        Client client = client(control);
        client.admit(ID, "key:ada");
        client.activate(ID);
        client.activate(ID);
        assertThat(control.sessions.active()).hasSize(1);
    }

    @Test
    void sessionThatNobodyActivatesEndsWithAReason() throws Exception {
        ControlPort control = control(HASTY);
        Client client = client(control);
        Stream events = client.admit(ID, "key:ada");
        events.expectLine("not-activated");
        assertThat(events.next()).isEqualTo(new Stream.Arrival.End());
        assertThat(control.sessions.list()).isEmpty();
        Stream late = client.post(Protocol.activatePath(ID), "");
        late.expectStatus(404);
    }

    @Test
    void sessionEndsWithItsStream() throws Exception {
        ControlPort control = control(ControlPort.TIMINGS);
        Client client = client(control);
        Stream events = client.admit(ID, "key:ada");
        client.activate(ID);
        Stream parked = client.park(ID);
        client.awaitFrames();

        events.reset(Http2Error.CANCEL);

        awaitNoRoute(control);
        parked.expectReset(Http2Error.CANCEL);
        assertThat(control.sessions.list()).isEmpty();
    }

    @Test
    void sessionEndsWithItsConnection() throws Exception {
        ControlPort control = control(ControlPort.TIMINGS);
        Client client = client(control);
        client.admit(ID, "key:ada");
        client.activate(ID);
        client.close();
        awaitNoRoute(control);
    }

    @Test
    void connectionInUseOutlivesTheSessionOnALivingTunnel() throws Exception {
        ControlPort control = control(ControlPort.TIMINGS);
        Client client = client(control);
        Stream events = client.admit(ID, "key:ada");
        client.activate(ID);
        Stream accept = client.park(ID);
        DataPlane end = DataPlane.connected(DataPlane.request(control.onlyDeveloper(), 1));
        accept.expectStatus(200);

        events.reset(Http2Error.CANCEL);
        awaitNoRoute(control);

        end.send("still here");
        assertThat(accept.expectBytes(10)).isEqualTo(10);
    }

    @Test
    void requestRoutedJustBeforeTheEndFailsAtOnce() throws Exception {
        ControlPort control = control(ControlPort.TIMINGS);
        Client client = client(control);
        client.admit(ID, "key:ada");
        client.activate(ID);
        Developer developer = control.onlyDeveloper();
        Future<Channel> waiting = DataPlane.request(developer, 1);
        client.close();
        assertThat(DataPlane.failed(waiting)).isEqualTo(FailureCode.TUNNEL_LOST);
        awaitNoRoute(control);
        assertThat(DataPlane.failed(DataPlane.request(developer, 2))).isEqualTo(FailureCode.TUNNEL_LOST);
    }

    @Test
    void silentClientIsGoneAfterTheHeartbeatTimeout() throws Exception {
        ControlPort control = control(new Timings(
                Duration.ofMillis(100), Duration.ofSeconds(2), Duration.ofSeconds(30), Duration.ofMillis(100)));
        Client silent = Client.connect(control.port(), false);
        opened.addFirst(silent);
        silent.admit(ID, "key:ada");
        silent.activate(ID);
        Client lively = client(control);
        lively.admit("session-2", "key:bob");
        lively.activate("session-2");

        ControlPort.await("one session", () -> control.sessions.active().size() == 1);

        assertThat(control.onlyDeveloper().spec().id()).isEqualTo("session-2");
        assertThat(silent.connection().closeFuture().await(Stream.TIMEOUT, TimeUnit.SECONDS))
                .isTrue();
    }

    @Test
    void conflictNamesTheOwner() throws Exception {
        ControlPort control = control(ControlPort.TIMINGS);
        client(control).admit(ID, "key:ada");
        Stream refused = client(control).post(Protocol.SESSIONS_PATH, ControlPort.json("session-2", "key:ada"));
        refused.expectStatus(409);
        assertThat(refused.expectBody())
                .contains("\"code\":\"conflict\"", "\"owner\":\"ada@laptop\"", "svc/payments", "--key");
        assertThat(control.sessions.list()).hasSize(1);
    }

    @Test
    void sessionThatComesAgainReplacesItself() throws Exception {
        ControlPort control = control(ControlPort.TIMINGS);
        Client lost = client(control);
        Stream events = lost.admit(ID, "key:ada");
        lost.activate(ID);
        events.expectLine("activated");
        Stream parked = lost.park(ID);
        lost.awaitFrames();

        Client back = client(control);
        back.admit(ID, "key:ada");

        assertThat(events.expectLine("closing")).contains("\"code\":\"replaced\"");
        assertThat(events.next()).isEqualTo(new Stream.Arrival.End());
        parked.expectReset(Http2Error.CANCEL);
        assertThat(control.sessions.active()).isEmpty();
        back.activate(ID);
        assertThat(control.sessions.active()).hasSize(1);
        Stream late = lost.post(Protocol.activatePath(ID), "");
        late.expectStatus(404);
        lost.close();
        ControlPort.await("the end of the lost connection", () -> control.connections() == 1);
        assertThat(control.onlyDeveloper().spec().id()).isEqualTo(ID);
    }

    @Test
    void sessionThatComesAgainOnTheSameConnectionReplacesItself() throws Exception {
        ControlPort control = control(ControlPort.TIMINGS);
        Client client = client(control);
        Stream first = client.admit(ID, "key:ada");
        client.admit(ID, "key:ada");
        first.expectLine("replaced");
        client.activate(ID);
        assertThat(control.sessions.active()).hasSize(1);
    }

    @Test
    void connectionInUseOutlivesTheSessionThatWasReplaced() throws Exception {
        ControlPort control = control(ControlPort.TIMINGS);
        Client first = client(control);
        first.admit(ID, "key:ada");
        first.activate(ID);
        Stream accept = first.park(ID);
        DataPlane end = DataPlane.connected(DataPlane.request(control.onlyDeveloper(), 1));
        accept.expectStatus(200);

        client(control).admit(ID, "key:ada");

        end.send("still here");
        assertThat(accept.expectBytes(10)).isEqualTo(10);
    }

    @Test
    void anotherSessionOfTheSameIdIsAConflict() throws Exception {
        ControlPort control = control(ControlPort.TIMINGS);
        client(control).admit(ID, "key:ada");
        Stream refused = client(control).post(Protocol.SESSIONS_PATH, ControlPort.json(ID, "key:bob"));
        refused.expectStatus(409);
        assertThat(control.sessions.list()).hasSize(1);
    }

    @Test
    void twoHundredSessionsLiveTogetherAndTheLimitIsTheLast() throws Exception {
        ControlPort control = control(ControlPort.TIMINGS);
        for (int i = 0; i < Limits.MAX_SESSIONS; i++) {
            Client client = client(control);
            client.admit("session-" + i, "key:k" + i);
            client.activate("session-" + i);
        }
        assertThat(control.sessions.active()).hasSize(Limits.MAX_SESSIONS);

        Stream refused = client(control).post(Protocol.SESSIONS_PATH, ControlPort.json("one-too-many", "key:x"));
        refused.expectStatus(429);
        assertThat(refused.expectBody()).contains("too-many-sessions");
        assertThat(control.sessions.active()).hasSize(Limits.MAX_SESSIONS);
    }

    @Test
    void countersComeFromWhatTheDataPlaneReports() throws Exception {
        ControlPort control = control(ControlPort.TIMINGS);
        Client client = client(control);
        Stream events = client.admit(ID, "key:ada");
        client.activate(ID);
        events.expectLine("activated");
        Developer developer = control.onlyDeveloper();

        developer.report(new Event.Exchange(1, 8080, Mode.DIVERT, "GET", "/", 200, 3));
        developer.report(new Event.Fallback(2, 8080, "GET", "/", FailureCode.LOCAL_REFUSED, "Refused."));
        developer.report(new Event.Dropped(FailureCode.QUEUE_FULL, "Too slow.", 0));

        events.expectLine("\"event\":\"exchange\"");
        events.expectLine("\"event\":\"fallback\"");
        events.expectLine("\"total\":1");
        SessionReport report = control.sessions.list().getFirst();
        assertThat(List.of(report.requests(), report.fallbacks(), report.dropped()))
                .containsOnly(1L);
    }

    @Test
    void slowReaderLosesEventsAndIsToldHowMany() throws Exception {
        ControlPort control = control(ControlPort.TIMINGS);
        Client client = client(control);
        Stream events = client.admit(ID, "key:ada");
        client.activate(ID);
        events.expectLine("activated");
        events.reads(false);
        Developer developer = control.onlyDeveloper();
        Event event = new Event.Exchange(1, 8080, Mode.DIVERT, "GET", "/" + "x".repeat(500), 200, 3);

        ControlPort.await("a lost event", () -> {
            developer.report(event);
            return control.sessions.list().getFirst().dropped() > 0;
        });
        events.reads(true);

        String line = events.expectLine("event");
        while (!line.contains("queue-full")) {
            developer.report(event);
            line = events.expectLine("event");
        }
        assertThat(line).contains("events were not sent because the client read too slowly");
    }

    @Test
    void drainTellsEverybodyAndAdmitsNobody() throws Exception {
        ControlPort control = control(ControlPort.TIMINGS);
        Client client = client(control);
        Stream events = client.admit(ID, "key:ada");
        client.activate(ID);
        events.expectLine("activated");

        control.drain();

        events.expectLine("draining");
        assertThat(control.sessions.active()).hasSize(1);
        Stream refused = client(control).post(Protocol.SESSIONS_PATH, ControlPort.json("session-2", "key:bob"));
        refused.expectStatus(503);
    }
}
