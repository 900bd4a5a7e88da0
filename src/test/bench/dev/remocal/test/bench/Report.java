package dev.remocal.test.bench;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The figures as tables in Markdown, ratios beside them, and as JSON. */
final class Report {

    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .registerModule(new SimpleModule()
                    .addSerializer(Double.class, new Figures())
                    .addSerializer(double.class, new Figures()));

    /** JSON has no NaN: a figure that could not be taken is null. */
    private static final class Figures extends StdScalarSerializer<Double> {

        Figures() {
            super(double.class, false);
        }

        @Override
        public void serialize(Double figure, JsonGenerator json, SerializerProvider provider) throws IOException {
            if (figure.isNaN()) {
                json.writeNull();
            } else {
                json.writeNumber(figure);
            }
        }
    }

    private static final String NOTHING = "";

    /** With the dash that stands for a figure which could not be taken. */
    private static final Pattern NUMBER = Pattern.compile("[-\\d.]+|–");

    /** Beneath the tables that need it. */
    private static final String LEGEND = """
            ½ is at half the rate that nginx managed, the same for all. What stands in brackets behind remocal-mirror is the
            share of the copies that the developer got.
            """;

    private final BenchOptions options;
    private final Surroundings surroundings;
    private final Results results;

    Report(BenchOptions options, Surroundings surroundings, Results results) {
        this.options = options;
        this.surroundings = surroundings;
        this.results = results;
    }

    String json() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("machine", surroundings.machine());
        all.put("versions", surroundings.versions());
        all.put("flags", surroundings.flags());
        all.put("rounds", options.rounds());
        all.put("seconds", options.seconds());
        all.put("rows", results.rows());
        results.footprint().ifPresent(footprint -> all.put("footprint", footprint));
        results.admissions().ifPresent(admissions -> all.put("admissions", admissions));
        all.put("targets", Targets.of(results));
        try {
            return JSON.writeValueAsString(all);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    String markdown() {
        List<String> parts = new ArrayList<>();
        parts.add(table(List.of("", "this run"), facts()));
        options.loads().stream()
                .filter(load ->
                        results.rows().stream().anyMatch(row -> row.load().equals(load.text())))
                .map(load -> "### " + load.text() + "\n\n" + table(load))
                .forEach(parts::add);
        if (results.rows().stream()
                .anyMatch(row -> row.figure(Row.P99_AT_HALF_PEAK).isPresent())) {
            parts.add(LEGEND);
        }
        results.admissions().map(Report::table).ifPresent(parts::add);
        List<Targets.Target> targets = Targets.of(results);
        if (!targets.isEmpty()) {
            parts.add("### Targets\n\n" + table(targets));
        }
        return String.join("\n", parts);
    }

    private List<List<String>> facts() {
        List<List<String>> facts = new ArrayList<>();
        surroundings.machine().forEach((name, value) -> facts.add(List.of(name, value)));
        surroundings.versions().forEach((name, value) -> facts.add(List.of(name, value)));
        facts.add(List.of("rounds", options.rounds() + " of " + options.seconds() + " s"));
        return facts;
    }

    private static String table(Admissions admissions) {
        List<List<String>> lines = admissions.rows().stream()
                .map(row -> List.of(
                        format("%.0f", row.podKilobytes()),
                        format("%.0f", row.mostPerSecond()),
                        format("%.0f", row.cpuMicros()),
                        format("%.0f", row.p50Micros()),
                        format("%.0f", row.p99Micros()),
                        format("%.0f", row.failed())))
                .toList();
        return "### admissions\n\n"
                + table(
                        List.of("pod KB", "most/s", "CPU µs each", "p50 µs at 200/s", "p99 µs at 200/s", "failed"),
                        lines);
    }

    private String table(Load load) {
        Row reference = results.row(load, Proxy.NGINX)
                .or(() -> results.rows().stream()
                        .filter(row -> row.load().equals(load.text()))
                        .findFirst())
                .orElseThrow();
        List<String> head = new ArrayList<>(
                List.of("contender", "CPU µs/req", "to " + reference.contender(), "req/s", "p50 µs", "p99 µs"));
        List<Column> more = Column.OF_SOME_LOADS.stream()
                .filter(column -> reference.figure(column.name).isPresent())
                .toList();
        more.forEach(column -> {
            head.add(column.head);
            if (column.compared) {
                head.add("to " + reference.contender());
            }
        });
        head.add("failed");
        List<List<String>> lines = results.rows().stream()
                .filter(row -> row.load().equals(load.text()))
                .map(row -> line(row, reference, more))
                .toList();
        return table(head, lines);
    }

    /**
     * A figure that not every load has.
     *
     * @param compared whether its ratio to the reference is shown as well
     */
    private record Column(String name, String head, String format, boolean compared) {
        static final List<Column> OF_SOME_LOADS = List.of(
                new Column(Row.CPU_MICROS_PER_MEBIBYTE, "CPU µs/MiB", "%.0f", false),
                new Column(Row.MEBIBYTES_PER_SECOND, "MiB/s", "%.0f", true),
                new Column(Row.HIGHEST_RESIDENT_MEBIBYTES, "MiB", "%.0f", false),
                new Column(Row.KIBIBYTES_PER_CONNECTION, "KiB/conn", "%.1f", false),
                new Column(Row.CPU_AT_HALF_PEAK, "½ CPU µs", "%.1f", false),
                new Column(Row.P99_AT_HALF_PEAK, "½ p99 µs", "%.0f", true));
    }

    private static List<String> line(Row row, Row reference, List<Column> more) {
        List<String> line = new ArrayList<>(List.of(
                label(row),
                format("%.1f", row.cpuMicrosPerRequest()),
                format("%.2f", row.cpuTo(reference)),
                format("%.0f", row.requestsPerSecond()),
                format("%.0f", row.p50Micros()),
                format("%.0f", row.p99Micros())));
        more.forEach(column -> {
            OptionalDouble figure = row.figure(column.name);
            line.add(figure.isPresent() ? format(column.format, figure.getAsDouble()) : NOTHING);
            if (column.compared) {
                double of = reference.figure(column.name).orElse(Double.NaN);
                line.add(figure.isPresent() ? format("%.2f", figure.getAsDouble() / of) : NOTHING);
            }
        });
        double failedPaced = row.figure(Row.FAILED_AT_HALF_PEAK).orElse(0);
        line.add(format("%.0f", row.failed() + failedPaced));
        return line;
    }

    private static String label(Row row) {
        String sessions = row.sessions() == 0 || row.figure(Row.MIRRORED_SHARE).isPresent()
                ? NOTHING
                : row.sessions() == 1 ? ", 1 session" : ", " + row.sessions() + " sessions";
        String mirrored = row.figure(Row.MIRRORED_SHARE).isPresent()
                ? format(" (%.0f %%)", 100 * row.figure(Row.MIRRORED_SHARE).getAsDouble())
                : NOTHING;
        return row.contender() + sessions + mirrored;
    }

    private static String table(List<Targets.Target> targets) {
        return table(
                List.of("load", "figure", "target", "measured", ""),
                targets.stream()
                        .map(target -> List.of(
                                target.load(),
                                target.what(),
                                target.bound().sign() + " " + format("%.2f", target.limit()),
                                format("%.2f", target.figure()),
                                target.met() ? "met" : "missed"))
                        .toList());
    }

    /** Padded, so that it can be read as it is too; the first column is text, the others end where numbers do. */
    private static String table(List<String> head, List<List<String>> lines) {
        List<List<String>> all = Stream.concat(Stream.of(head), lines.stream()).toList();
        int[] widths = IntStream.range(0, head.size())
                .map(column -> all.stream()
                        .mapToInt(cells -> cells.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        List<String> rule = Arrays.stream(widths).mapToObj("-"::repeat).toList();
        return Stream.concat(Stream.of(head, rule), lines.stream())
                .map(cells -> line(cells, widths))
                .collect(Collectors.joining());
    }

    private static String line(List<String> cells, int[] widths) {
        return IntStream.range(0, widths.length)
                .mapToObj(column -> padded(cells.get(column), widths[column]))
                .collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    private static String padded(String cell, int width) {
        String padding = " ".repeat(width - cell.length());
        return NUMBER.matcher(cell).matches() ? padding + cell : cell + padding;
    }

    private static String format(String format, double figure) {
        return Double.isNaN(figure) ? "–" : String.format(Locale.ROOT, format, figure);
    }
}
