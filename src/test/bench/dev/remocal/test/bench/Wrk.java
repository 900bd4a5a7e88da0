package dev.remocal.test.bench;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** wrk's command line, its script, and what it prints. */
final class Wrk {

    /** Printed by the script when wrk is done: one line, names and numbers. */
    private static final String MARK = "FIGURES";

    private Wrk() {}

    static List<String> command(String program, String script, Load.Requests requests, int seconds, String url) {
        return List.of(
                program,
                "--threads=1",
                "--connections=" + requests.connections(),
                "--duration=" + seconds + "s",
                "--timeout=" + BenchLimits.RESPONSE_TIMEOUT.toSeconds() + "s",
                "--script=" + script,
                url);
    }

    /** No function is called for each request: wrk sends the same bytes again and again. */
    static String script(Load.RequestKind kind) {
        StringBuilder script = new StringBuilder();
        HttpRequests.headers(kind)
                .forEach((name, value) ->
                        script.append("wrk.headers[%s] = %s\n".formatted(quoted(name), quoted(value))));
        if (kind == Load.RequestKind.POST) {
            script.append(
                    "wrk.method = \"POST\"\nwrk.body = string.rep(\"x\", %d)\n".formatted(BenchLimits.POST_BYTES));
        }
        return script.append("""
                done = function(summary, latency, requests)
                  local errors = summary.errors
                  io.write(string.format(
                    "%s requests=%%d micros=%%d p50=%%d p99=%%d connect=%%d read=%%d write=%%d timeout=%%d status=%%d\\n",
                    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
                    errors.connect, errors.read, errors.write, errors.timeout, errors.status))
                end
                """.formatted(MARK)).toString();
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /**
     * @throws IllegalArgumentException where the script's line is not there
     */
    static Sample parse(String output) {
        String figures = output.lines()
                .filter(line -> line.startsWith(MARK))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("wrk printed no figures:\n" + output));
        long wrongStatus = figure(figures, "status");
        long cut = Stream.of("connect", "read", "write", "timeout")
                .mapToLong(name -> figure(figures, name))
                .sum();
        return new Sample(
                figure(figures, "requests") - wrongStatus,
                cut + wrongStatus,
                figure(figures, "micros") / 1e6,
                figure(figures, "p50"),
                figure(figures, "p99"));
    }

    private static long figure(String figures, String name) {
        Matcher figure = Pattern.compile(" " + name + "=(\\d+)").matcher(figures);
        if (!figure.find()) {
            throw new IllegalArgumentException("wrk printed no " + name + ": " + figures);
        }
        return Long.parseLong(figure.group(1));
    }
}
