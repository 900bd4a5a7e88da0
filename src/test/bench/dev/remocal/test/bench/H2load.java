package dev.remocal.test.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** h2load's command line, what it prints, and the log it writes of every request. */
final class H2load {

    private static final Pattern FINISHED = Pattern.compile("finished in ([0-9.]+)(us|ms|s|m), ");

    private static final Pattern REQUESTS = Pattern.compile(
            "requests: \\d+ total, \\d+ started, \\d+ done, (\\d+) succeeded, (\\d+) failed, \\d+ errored, \\d+ timeout");

    private H2load() {}

    static List<String> command(String program, Files files, Load.Requests requests, int seconds, String url) {
        List<String> command = new ArrayList<>(List.of(
                program,
                "--threads=1",
                "--clients=" + requests.connections(),
                "--max-concurrent-streams=" + requests.streams(),
                "--duration=" + seconds,
                "--connection-inactivity-timeout=" + BenchLimits.RESPONSE_TIMEOUT.toSeconds(),
                "--log-file=" + files.log(),
                "--data=" + files.grpc()));
        HttpRequests.headers(requests.kind()).forEach((name, value) -> command.add("--header=" + name + ": " + value));
        command.add(url);
        return command;
    }

    /** The files that it reads and writes. */
    record Files(String log, String grpc) {}

    /**
     * @param log lines of start, status and duration in microseconds
     * @throws IllegalArgumentException where it did not come to its end
     */
    static Sample parse(String output, List<String> log) {
        Matcher requests = find(REQUESTS, output);
        long[] micros = durations(log);
        return new Sample(
                Long.parseLong(requests.group(1)),
                // What it calls errored and timed out is part of what failed.
                Long.parseLong(requests.group(2)),
                seconds(find(FINISHED, output)),
                Medians.percentile(micros, 0.50),
                Medians.percentile(micros, 0.99));
    }

    private static Matcher find(Pattern pattern, String output) {
        Matcher matcher = pattern.matcher(output);
        if (!matcher.find()) {
            throw new IllegalArgumentException("h2load printed no figures:\n" + output);
        }
        return matcher;
    }

    private static double seconds(Matcher finished) {
        double number = Double.parseDouble(finished.group(1));
        return switch (finished.group(2)) {
            case "us" -> number / 1e6;
            case "ms" -> number / 1e3;
            case "m" -> number * 60;
            default -> number;
        };
    }

    private static long[] durations(List<String> log) {
        return log.stream()
                .map(line -> line.split("\t"))
                .filter(columns -> columns.length >= 3 && columns[1].equals("200"))
                .mapToLong(columns -> Long.parseLong(columns[2]))
                .sorted()
                .toArray();
    }
}
