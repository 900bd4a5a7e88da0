package dev.remocal.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remocal.protocol.Event;
import dev.remocal.protocol.FailureCode;
import dev.remocal.protocol.SessionSpec;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.DefaultChannelId;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the end of a developer's connection is put down to, where the connection itself does not say. */
class Http2UpstreamTest {

    private final EmbeddedChannel tunnel = new EmbeddedChannel();
    private final EmbeddedChannel connection = new EmbeddedChannel(tunnel, DefaultChannelId.newInstance(), true, false);
    private final List<FailureCode> failures = new ArrayList<>();

    @Test
    void connectionThatTheCodecClosesOnALostTunnelIsNotTheLocalProcessDoing() {
        begin();
        tunnel.close();
        end();
        assertThat(failures).containsExactly(FailureCode.TUNNEL_LOST);
    }

    @Test
    void connectionThatEndsWhileTheTunnelLivesIs() {
        begin();
        end();
        assertThat(failures).containsExactly(FailureCode.LOCAL_CLOSED);
    }

    private void begin() {
        Http2Upstream.toDeveloper(new Connected(), connection.eventLoop(), 8080, 1, new Failures());
        connection.runPendingTasks();
    }

    private void end() {
        connection.close();
        connection.runPendingTasks();
    }

    /** Whose connection is there. */
    private final class Connected implements Developer {

        @Override
        public SessionSpec spec() {
            throw new UnsupportedOperationException();
        }

        @Override
        public EventLoop loop() {
            return connection.eventLoop();
        }

        @Override
        public Future<Channel> connect(EventLoop callerLoop, int appPort, long exchange) {
            return callerLoop.newSucceededFuture(connection);
        }

        @Override
        public void report(Event event) {
            throw new UnsupportedOperationException();
        }
    }

    private final class Failures implements Http2Upstream.Listener {

        @Override
        public void connected(Http2Upstream upstream) {
            assertThat(failures).isEmpty();
        }

        @Override
        public void headers(Http2Headers headers, boolean endOfStream) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void data(ByteBuf data, boolean endOfStream) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void reset(long errorCode) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void failed(DeveloperFailure failure) {
            failures.add(failure.code());
        }
    }
}
