package dev.remocal.cli.tunnel;

import dev.remocal.protocol.Problem;
import dev.remocal.protocol.Protocol;
import dev.remocal.protocol.SessionList;
import dev.remocal.protocol.StatusReport;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Asks a sidecar one question, on a connection of its own. */
public final class ControlClient {

    private final Timings timings;
    private final EventLoop loop;

    public ControlClient(Timings timings, EventLoop loop) {
        this.timings = timings;
        this.loop = loop;
    }

    /** Fails with {@link IOException} or {@link dev.remocal.cli.failure.CliException}. */
    public CompletableFuture<SessionList> sessions(Dialer dialer, String pod) {
        return get(dialer, pod, Protocol.SESSIONS_PATH, SessionList.class);
    }

    /** Fails with {@link IOException} or {@link dev.remocal.cli.failure.CliException}. */
    public CompletableFuture<StatusReport> status(Dialer dialer, String pod) {
        return get(dialer, pod, Protocol.STATUS_PATH, StatusReport.class);
    }

    private <T> CompletableFuture<T> get(Dialer dialer, String pod, String path, Class<T> type) {
        CompletableFuture<T> result = new CompletableFuture<>();
        ControlConnection handler =
                new ControlConnection(timings, reason -> result.completeExceptionally(new IOException(reason)));
        dialer.dial(pod, loop, handler).addListener((Future<Channel> dialled) -> {
            if (!dialled.isSuccess()) {
                result.completeExceptionally(dialled.cause());
                return;
            }
            Channel channel = dialled.getNow();
            result.whenComplete((value, failure) -> channel.close());
            get(channel, path, type, result);
        });
        return result.orTimeout(timings.startTimeout().toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Asks on a connection that is there. */
    static <T> void get(Channel connection, String path, Class<T> type, CompletableFuture<T> result) {
        ControlRequest.send(connection, HttpMethod.GET, path, null, new Parse<>(result, type));
    }

    private record Parse<T>(CompletableFuture<T> result, Class<T> type) implements ControlRequest.Answer {

        @Override
        public void answered(int status, ByteBuf body) {
            try {
                if (status == HttpURLConnection.HTTP_OK) {
                    result.complete(Json.read(body, type));
                } else {
                    Problem problem = ControlRequest.problem(status, body);
                    result.completeExceptionally(new IOException(problem.message()));
                }
            } catch (IOException e) {
                result.completeExceptionally(e);
            }
        }

        @Override
        public void broken(String reason) {
            result.completeExceptionally(new IOException(reason));
        }
    }
}
