package dev.remocal.cli.tunnel;

import dev.remocal.cli.failure.CliException;
import dev.remocal.cli.failure.CliFailure;
import dev.remocal.protocol.Cause;
import dev.remocal.protocol.Destination;
import dev.remocal.protocol.Problem;
import dev.remocal.protocol.ProblemCode;
import dev.remocal.protocol.Protocol;
import dev.remocal.protocol.StatusReport;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Connections that the local process makes, through one pod of the target at a time: on a connection of its own, so that a large
 * download holds up no diverted request. When that pod is lost, the next connection takes another. May be called from any
 * thread; everything happens on its event loop.
 */
public final class OutgoingTunnel {

    private final Dialer dialer;
    private final Timings timings;
    private final EventLoop loop;
    private final Set<String> pods = new LinkedHashSet<>();
    private @Nullable Future<Channel> connection;
    private String whyLost = "no answer";
    private boolean closed;

    public OutgoingTunnel(Dialer dialer, Timings timings, EventLoop loop, Collection<String> pods) {
        this.dialer = dialer;
        this.timings = timings;
        this.loop = loop;
        this.pods.addAll(pods);
    }

    /** A pod whose sidecar runs. */
    public void podSeen(String pod) {
        loop.execute(() -> pods.add(pod));
    }

    public void podGone(String pod) {
        loop.execute(() -> pods.remove(pod));
    }

    /**
     * What the sidecar says of itself, on the connection that the process' connections take; of another pod, or once more, where
     * that was lost.
     *
     * @return fails with {@link CliException}
     */
    public CompletableFuture<StatusReport> status() {
        CompletableFuture<StatusReport> status = new CompletableFuture<>();
        loop.execute(() -> {
            ask(status);
            loop.schedule(
                    () -> status.completeExceptionally(new CliException(new CliFailure.SidecarUnreachable(
                            String.join(", ", pods),
                            "no answer within " + timings.startTimeout().toMillis() + " ms (" + whyLost + ")"))),
                    timings.startTimeout().toMillis(),
                    TimeUnit.MILLISECONDS);
        });
        return status;
    }

    private void ask(CompletableFuture<StatusReport> status) {
        CompletableFuture<StatusReport> answer = new CompletableFuture<>();
        connection().addListener((Future<Channel> dialled) -> {
            if (dialled.isSuccess()) {
                ControlClient.get(dialled.getNow(), Protocol.STATUS_PATH, StatusReport.class, answer);
            } else {
                answer.completeExceptionally(dialled.cause());
            }
        });
        answer.whenComplete((report, failure) -> {
            if (failure == null) {
                status.complete(report);
            } else if (failure instanceof CliException) {
                status.completeExceptionally(failure);
            } else if (!status.isDone()) {
                whyLost = Cause.of(failure);
                loop.schedule(() -> ask(status), timings.firstRetry().toMillis(), TimeUnit.MILLISECONDS);
            }
        });
    }

    /**
     * Has the sidecar connect.
     *
     * @return completed on the event loop; fails with {@link NotConnectedException}
     */
    public Future<FarEnd> connect(Destination destination) {
        Promise<FarEnd> connected = loop.newPromise();
        loop.execute(() -> connection().addListener((Future<Channel> dialled) -> {
            if (dialled.isSuccess()) {
                open(dialled.getNow(), destination, connected);
            } else {
                connected.tryFailure(unreachable(destination, dialled.cause()));
            }
        }));
        return connected;
    }

    private static void open(Channel connection, Destination destination, Promise<FarEnd> connected) {
        ControlRequest.open(connection, new OutgoingStream(destination, connected))
                .addListener((Future<Http2StreamChannel> opened) -> {
                    if (!opened.isSuccess()) {
                        connected.tryFailure(unreachable(destination, opened.cause()));
                    }
                });
    }

    private static NotConnectedException unreachable(Destination destination, Throwable cause) {
        return new NotConnectedException(new Problem(
                ProblemCode.UNREACHABLE,
                destination + " cannot be reached: no tunnel to a pod of the target (" + Cause.of(cause) + ")."));
    }

    private Future<Channel> connection() {
        Future<Channel> present = connection;
        if (present != null
                && (!present.isDone()
                        || (present.isSuccess() && present.getNow().isActive()))) {
            return present;
        }
        Promise<Channel> next = loop.newPromise();
        connection = next;
        if (closed) {
            next.setFailure(new IOException("the session has ended"));
        } else {
            dial(List.copyOf(pods).iterator(), next, new IOException("no pod of the target has a sidecar that runs"));
        }
        return next;
    }

    private void dial(Iterator<String> candidates, Promise<Channel> next, Throwable lastFailure) {
        if (!candidates.hasNext()) {
            next.setFailure(lastFailure);
            return;
        }
        String pod = candidates.next();
        dialer.dial(pod, loop, new ControlConnection(timings, reason -> whyLost = reason))
                .addListener((Future<Channel> dialled) -> {
                    if (dialled.isSuccess()) {
                        dialled.getNow().closeFuture().addListener(gone -> moveToTheEnd(pod));
                        next.setSuccess(dialled.getNow());
                    } else if (dialled.cause() instanceof CliException) {
                        next.setFailure(dialled.cause());
                    } else {
                        dial(candidates, next, dialled.cause());
                    }
                });
    }

    /** So that the next connection tries the others first. */
    private void moveToTheEnd(String pod) {
        if (pods.remove(pod)) {
            pods.add(pod);
        }
    }

    /** Ends every connection that is still open. */
    public void close() {
        loop.execute(() -> {
            closed = true;
            if (connection != null) {
                connection.addListener((Future<Channel> dialled) -> {
                    if (dialled.isSuccess()) {
                        dialled.getNow().close();
                    }
                });
            }
        });
    }
}
