package dev.remocal.cli;

import dev.remocal.cli.tunnel.SessionListener;
import dev.remocal.protocol.Event;
import dev.remocal.protocol.FailureCode;
import dev.remocal.protocol.Problem;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Turns what a session tells into what the user is told, and counts it. */
final class Reporter implements SessionListener {

    private final EventPrinter printer;
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong fallbacks = new AtomicLong();

    Reporter(EventPrinter printer) {
        this.printer = printer;
    }

    @Override
    public void podAttached(String pod) {
        printer.print(new CliEvent.PodAttached(pod));
    }

    @Override
    public void podLost(String pod, String reason, Duration retryIn) {
        printer.print(new CliEvent.PodLost(pod, reason, retryIn.toMillis()));
    }

    @Override
    public void podRefused(String pod, Problem problem) {
        printer.print(new CliEvent.PodRefused(pod, problem.code().wireName(), problem.message()));
    }

    @Override
    public void podGone(String pod) {
        printer.print(new CliEvent.PodGone(pod));
    }

    @Override
    public void finishing(int exchanges, Duration limit) {
        printer.print(new CliEvent.Finishing(exchanges, limit.toMillis()));
    }

    @Override
    public void event(String pod, Event event) {
        switch (event) {
            case Event.Exchange exchange -> request(pod, exchange);
            case Event.Connection connection -> connection(pod, connection);
            case Event.Fallback fallback -> fallback(pod, fallback);
            case Event.Dropped dropped ->
                printer.print(new CliEvent.Dropped(pod, code(dropped.code()), dropped.message(), dropped.total()));
            case Event.Preempted preempted ->
                printer.print(new CliEvent.Preempted(
                        pod,
                        preempted.port(),
                        preempted.method(),
                        preempted.target(),
                        preempted.owner(),
                        preempted.message()));
            case Event.Opaque opaque ->
                printer.print(new CliEvent.Opaque(pod, opaque.port(), opaque.code(), opaque.message()));
            case Event.Admitted admitted -> {}
            case Event.Activated activated -> {}
            case Event.Closing closing -> {}
        }
    }

    private void request(String pod, Event.Exchange exchange) {
        requests.incrementAndGet();
        printer.print(new CliEvent.Request(
                pod,
                exchange.number(),
                exchange.port(),
                exchange.mode(),
                exchange.method(),
                exchange.target(),
                exchange.status(),
                exchange.durationMillis()));
    }

    private void connection(String pod, Event.Connection connection) {
        requests.incrementAndGet();
        printer.print(new CliEvent.Connection(
                pod,
                connection.number(),
                connection.port(),
                connection.mode(),
                connection.bytesToDeveloper(),
                connection.bytesFromDeveloper(),
                connection.durationMillis()));
    }

    private void fallback(String pod, Event.Fallback fallback) {
        fallbacks.incrementAndGet();
        printer.print(new CliEvent.Fallback(
                pod,
                fallback.number(),
                fallback.port(),
                fallback.method(),
                fallback.target(),
                code(fallback.code()),
                fallback.message()));
    }

    /** A code that this version does not know is read as null. */
    private static String code(@Nullable FailureCode code) {
        return code == null ? "unknown" : code.wireName();
    }

    CliEvent.Detached detached(String reason, long millis) {
        return new CliEvent.Detached(reason, requests.get(), fallbacks.get(), millis, printer.unprinted());
    }
}
