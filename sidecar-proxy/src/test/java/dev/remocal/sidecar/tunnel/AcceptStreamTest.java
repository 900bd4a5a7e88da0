package dev.remocal.sidecar.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remocal.protocol.FailureCode;
import dev.remocal.protocol.Limits;
import dev.remocal.protocol.Protocol;
import dev.remocal.sidecar.tunnel.DataPlane.Arrival;
import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A connection's way through an accept stream, between a client that speaks frames and a data plane that speaks bytes. */
class AcceptStreamTest {

    private static final String ID = "session-1";
    private static final int MEGABYTE = 1024 * 1024;

    private final ControlPort control = new ControlPort();
    private final Client client = control.client();

    @BeforeEach
    void attach() throws InterruptedException {
        client.admit(ID, "key:ada");
        client.activate(ID);
    }

    @AfterEach
    void close() {
        client.close();
        control.close();
    }

    private DataPlane connect() throws InterruptedException {
        return DataPlane.connected(DataPlane.request(control.onlyDeveloper(), 7));
    }

    @Test
    void bytesAndHalfClosePassBothWays() throws Exception {
        Stream accept = client.park(ID);
        DataPlane end = connect();

        Http2Headers head = accept.expectStatus(200);
        assertThat(head.get(Protocol.PORT_HEADER)).hasToString("8080");
        assertThat(head.get(Protocol.EXCHANGE_HEADER)).hasToString("7");
        assertThat(head.get(Protocol.MODE_HEADER)).hasToString("divert");

        end.send("GET / HTTP/1.1\r\n\r\n");
        end.sendEnd();
        assertThat(accept.expectBody()).isEqualTo("GET / HTTP/1.1\r\n\r\n");

        accept.data("HTTP/1.1 200 OK\r\n", false).data("\r\n", true);
        end.reads(true);
        assertThat(end.expectBytes(19)).isEqualTo("HTTP/1.1 200 OK\r\n\r\n");
        end.expect(new Arrival.InputShutdown());
        end.expect(new Arrival.Inactive());
    }

    @Test
    void connectionWaitsForTheNextParkedStream() throws Exception {
        Future<Channel> waiting = DataPlane.request(control.onlyDeveloper(), 1);
        client.park(ID).expectStatus(200);
        assertThat(DataPlane.connected(waiting).channel.isActive()).isTrue();
    }

    @Test
    void connectionThatNobodyTakesFailsAfterTheAcceptTimeout() throws Exception {
        assertThat(DataPlane.failed(DataPlane.request(control.onlyDeveloper(), 1)))
                .isEqualTo(FailureCode.NO_PARKED_STREAM);
    }

    @Test
    void oneWaitingConnectionTooManyFailsAtOnce() throws Exception {
        List<Future<Channel>> waiting = new ArrayList<>();
        for (int i = 0; i <= Limits.MAX_WAITING_EXCHANGES; i++) {
            waiting.add(DataPlane.request(control.onlyDeveloper(), i));
        }
        assertThat(DataPlane.failed(waiting.getLast())).isEqualTo(FailureCode.TOO_MANY_WAITING);
        assertThat(DataPlane.failed(waiting.getFirst())).isEqualTo(FailureCode.NO_PARKED_STREAM);
    }

    @Test
    void cancelledConnectionLeavesTheParkedStreamToTheNext() throws Exception {
        Future<Channel> cancelled = DataPlane.request(control.onlyDeveloper(), 1);
        cancelled.cancel(false);
        Stream accept = client.park(ID);
        connect();
        assertThat(accept.expectStatus(200).get(Protocol.EXCHANGE_HEADER)).hasToString("7");
    }

    @ParameterizedTest
    @CsvSource({"REFUSED_STREAM, LOCAL_REFUSED", "CONNECT_ERROR, LOCAL_CLOSED", "CANCEL, LOCAL_CLOSED"})
    void resetTellsWhatTheLocalProcessDid(Http2Error error, FailureCode code) throws Exception {
        Stream accept = client.park(ID);
        DataPlane end = connect();
        end.reads(true);
        accept.expectStatus(200);
        accept.reset(error);
        end.expect(new Arrival.Failure(code));
        end.expect(new Arrival.Inactive());
    }

    @Test
    void lostConnectionIsToldAsSuch() throws Exception {
        client.park(ID);
        DataPlane end = connect();
        end.reads(true);
        client.connection().close();
        end.expect(new Arrival.Failure(FailureCode.TUNNEL_LOST));
        end.expect(new Arrival.Inactive());
    }

    @Test
    void whatCameBeforeTheResetIsDeliveredBeforeTheFailure() throws Exception {
        Stream accept = client.park(ID);
        DataPlane end = connect();
        accept.expectStatus(200);
        accept.data("half an answer", false).reset(Http2Error.CONNECT_ERROR);
        accept.expectClosed();
        end.reads(true);
        assertThat(end.expectBytes(14)).isEqualTo("half an answer");
        end.expect(new Arrival.Failure(FailureCode.LOCAL_CLOSED));
    }

    @Test
    void abandonedConnectionIsCancelled() throws Exception {
        Stream accept = client.park(ID);
        DataPlane end = connect();
        accept.expectStatus(200);
        end.channel.close();
        accept.expectReset(Http2Error.CANCEL);
    }

    @Test
    void parkedStreamThatTheClientTakesBackIsForgotten() throws Exception {
        Stream takenBack = client.park(ID);
        takenBack.reset(Http2Error.CANCEL);
        Stream second = client.park(ID);
        client.awaitFrames();
        connect();
        second.expectStatus(200);
    }

    @Test
    void slowDeveloperBlocksTheWriterBeforeMemoryGrows() throws Exception {
        Stream slow = client.park(ID);
        slow.reads(false);
        DataPlane end = connect();
        String block = "x".repeat(16 * 1024);

        int written = 0;
        while (end.channel.isWritable()) {
            end.send(block).channel();
            written += block.length();
            end.channel.eventLoop().submit(() -> {}).sync();
        }

        // The window that left, and the high-water mark behind it.
        assertThat(written).isBetween(Limits.STREAM_WINDOW_BYTES, 3 * Limits.STREAM_WINDOW_BYTES);
        end.expect(new Arrival.Writable(false));

        Stream fast = client.park(ID);
        DataPlane other = connect();
        fast.expectStatus(200);
        other.send("not held up");
        assertThat(fast.expectBytes(11)).isEqualTo(11);

        slow.reads(true);
        slow.expectStatus(200);
        slow.expectBytes(written);
        end.expect(new Arrival.Writable(true));
    }

    @Test
    void slowDataPlaneBlocksTheDeveloperAndNoOtherStream() throws Exception {
        Stream accept = client.park(ID);
        DataPlane end = connect();
        accept.expectStatus(200);
        String body = "x".repeat(10 * MEGABYTE);
        accept.data(body, true);

        Stream other = client.park(ID);
        DataPlane second = connect();
        second.reads(true);
        other.expectStatus(200);
        other.data("not held up", false);
        second.expectBytes(11);
        assertThat(accept.channel().isWritable()).isFalse();
        assertThat(end.quiet()).isTrue();

        end.reads(true);
        assertThat(end.expectBytes(body.length())).hasSize(body.length());
        end.expect(new Arrival.InputShutdown());
    }

    @Test
    void tenMegabytesArriveWhole() throws Exception {
        Stream accept = client.park(ID);
        DataPlane end = connect();
        accept.expectStatus(200);
        for (int i = 0; i < 10; i++) {
            end.send(Integer.toString(i).repeat(MEGABYTE));
        }
        end.sendEnd();
        String body = accept.expectBody();
        assertThat(body).hasSize(10 * MEGABYTE).startsWith("000").endsWith("999");
    }
}
