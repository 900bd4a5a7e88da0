package dev.remocal.cli;

import dev.remocal.cli.cluster.PortMapping;
import dev.remocal.protocol.Filter;
import dev.remocal.protocol.OnFailure;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** For people: what was done, then a line a request. */
final class TextOutput implements EventOutput {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");

    private final PrintWriter out;
    private final Colours colours;
    private final ZoneId zone;

    TextOutput(PrintWriter out, Colours colours, ZoneId zone) {
        this.out = out;
        this.colours = colours;
        this.zone = zone;
    }

    @Override
    public void print(Instant time, CliEvent event) {
        String clock = colours.dim(TIME.format(time.atZone(zone))) + "  ";
        switch (event) {
            case CliEvent.Planned planned -> planned(planned.terms());
            case CliEvent.Attached attached -> attached(attached);
            case CliEvent.PodAttached(String pod) -> line(clock, "attached to pod " + pod);
            case CliEvent.PodLost(String pod, String reason, long retry) ->
                warning(clock, "lost pod " + pod + " (" + reason + "); trying again in " + retry + " ms");
            case CliEvent.PodRefused(String pod, String code, String message) ->
                warning(clock, "pod " + pod + " refuses the session (" + code + "): " + message);
            case CliEvent.PodGone(String pod) -> line(clock, "pod " + pod + " is gone");
            case CliEvent.Request request -> out.println(clock + request(request));
            case CliEvent.Connection connection -> out.println(clock + connection(connection));
            case CliEvent.Fallback fallback ->
                warning(
                        clock,
                        subject(fallback) + " was served by the cluster (" + fallback.code() + "): "
                                + fallback.message() + " [" + fallback.pod() + "]");
            case CliEvent.Dropped dropped ->
                warning(
                        clock,
                        dropped.total() + " given up (" + dropped.code() + "): " + dropped.message() + " ["
                                + dropped.pod() + "]");
            case CliEvent.Preempted preempted ->
                warning(
                        clock,
                        preempted.method() + " " + preempted.path() + " went to " + preempted.owner() + ": "
                                + preempted.message() + " [" + preempted.pod() + "]");
            case CliEvent.Opaque opaque ->
                warning(clock, opaque.message() + " (" + opaque.code() + ") [" + opaque.pod() + "]");
            case CliEvent.LocalPortClosed closed -> warning(clock, closed.message());
            case CliEvent.Environment environment -> environment(clock, environment);
            case CliEvent.Outgoing outgoing -> outgoing(clock, outgoing);
            case CliEvent.NotConnected(String destination, String code, String message) ->
                warning(clock, "no connection to " + destination + " (" + code + "): " + message);
            case CliEvent.Files files -> files(clock, files);
            case CliEvent.FilesChanged(List<String> mounts) -> line(clock, FileSentences.changed(mounts));
            case CliEvent.FilesNotRead(String message) -> warning(clock, FileSentences.notRead(message));
            case CliEvent.CommandExited(int exitCode) -> line(clock, "the command ended with exit code " + exitCode);
            case CliEvent.ProcessesLeft(List<Long> pids) -> warning(clock, OutgoingSentences.left(pids));
            case CliEvent.Finishing(int exchanges, long limit) ->
                line(
                        clock,
                        "finishing " + count(exchanges, "request") + " under way, for at most " + limit
                                + " ms; Ctrl-C cuts them off");
            case CliEvent.Detached detached -> detached(detached);
        }
        out.flush();
    }

    private void environment(String clock, CliEvent.Environment environment) {
        line(clock, EnvironmentSentences.summary(environment));
        EnvironmentSentences.withheld(environment.withheld()).forEach(sentence -> warning(clock, sentence));
    }

    private void outgoing(String clock, CliEvent.Outgoing outgoing) {
        line(clock, OutgoingSentences.summary(outgoing));
        out.print(OutgoingSentences.table(outgoing.rewritten()));
        outgoing.notes().forEach(note -> line(clock, "note: " + note));
    }

    private void files(String clock, CliEvent.Files files) {
        line(clock, FileSentences.summary(files));
        EnvironmentSentences.withheld(files.withheld()).forEach(sentence -> warning(clock, sentence));
        FileSentences.elsewhere(files.elsewhere()).forEach(sentence -> line(clock, sentence));
    }

    private void planned(CliEvent.Terms terms) {
        out.println("Would attach to " + headline(terms) + "; nothing was changed.");
        terms(terms);
    }

    private void attached(CliEvent.Attached attached) {
        CliEvent.Terms terms = attached.terms();
        out.println(colours.bold("Attached to " + headline(terms)) + " in " + attached.millis() + " ms.");
        terms(terms);
        row("stop", "Ctrl-C");
    }

    private static String headline(CliEvent.Terms terms) {
        return Printable.of(terms.target() + " in namespace " + terms.namespace() + " (context " + terms.context()
                + ", " + count(terms.pods().size(), "pod") + ")");
    }

    private void terms(CliEvent.Terms terms) {
        row("mode", mode(terms));
        Filter filter = terms.filter();
        if (filter == null) {
            row("pods", String.join(", ", terms.pods()));
            return;
        }
        row("filter", filter.format());
        row("ports", terms.ports().stream().map(TextOutput::port).collect(Collectors.joining(", ")));
        row("pods", String.join(", ", terms.pods()));
        row("try", SampleRequest.curl(filter, host(terms)));
    }

    private static String mode(CliEvent.Terms terms) {
        return switch (terms.mode()) {
            case MIRROR ->
                "mirror: you get copies of " + share(terms.samplePercent()) + "matching requests, the cluster answers";
            case DIVERT ->
                "divert: matching requests are answered by you, and by "
                        + (terms.onFailure() == OnFailure.CLUSTER ? "the cluster" : "an error 502")
                        + " where you cannot";
            case NONE -> "none: no requests are taken";
        };
    }

    private static String share(@Nullable Double percent) {
        return percent == null ? "" : Structured.percent(percent) + " of ";
    }

    private static String port(PortMapping port) {
        return port.name() + " (" + port.app() + ") -> localhost:" + port.local();
    }

    private static String host(CliEvent.Terms terms) {
        String name = terms.target().substring(terms.target().indexOf('/') + 1);
        return terms.target().startsWith("svc/") ? name + "." + terms.namespace() : "HOST";
    }

    private void row(String name, String value) {
        out.println("  " + colours.dim(String.format("%-8s", name)) + Printable.of(value));
    }

    private String request(CliEvent.Request request) {
        return String.format(
                "%-7s %s  %s  %d ms  %s",
                Printable.of(request.method()),
                Printable.of(request.path()),
                colours.status(status(request.status()), request.status()),
                request.durationMillis(),
                colours.dim(Printable.of(request.pod())));
    }

    private String connection(CliEvent.Connection connection) {
        return String.format(
                "%-7s port %d  %d bytes in, %d bytes out  %d ms  %s",
                "TCP",
                connection.port(),
                connection.bytesToLocal(),
                connection.bytesFromLocal(),
                connection.durationMillis(),
                colours.dim(Printable.of(connection.pod())));
    }

    private static String subject(CliEvent.Fallback fallback) {
        return fallback.method() == null
                ? "a connection to port " + fallback.port()
                : fallback.method() + " " + fallback.path();
    }

    private static String status(@Nullable Integer status) {
        return status == null ? "---" : String.valueOf(status);
    }

    private void line(String clock, String sentence) {
        out.println(clock + Printable.of(sentence));
    }

    private void warning(String clock, String sentence) {
        out.println(clock + colours.warning("warning: " + Printable.of(sentence)));
    }

    private void detached(CliEvent.Detached detached) {
        String unprinted = detached.unprinted() == 0 ? "" : ", " + detached.unprinted() + " lines not printed";
        out.println("Detached after " + count(detached.requests(), "request") + " and "
                + count(detached.fallbacks(), "fallback") + unprinted + ".");
    }

    private static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
