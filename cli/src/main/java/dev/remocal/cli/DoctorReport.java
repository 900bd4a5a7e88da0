package dev.remocal.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.remocal.cli.doctor.Finding;
import dev.remocal.cli.doctor.Level;
import dev.remocal.cli.failure.CliFailure;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What {@code remocal doctor} has found.
 *
 * @param target null where none was named
 */
record DoctorReport(
        String context,
        String namespace,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String target,
        List<Finding> findings) {

    private static final String INDENT = " ".repeat(19);

    @JsonProperty
    boolean healthy() {
        return count(Level.FAIL) == 0;
    }

    int exitCode() {
        return healthy() ? 0 : CliFailure.DOCTOR_FOUND_FAILURE;
    }

    String format(OutputFormat format, Colours colours) {
        return switch (format) {
            case text -> text(colours);
            case json -> Structured.json(this);
            case yaml -> Structured.yaml(this);
        };
    }

    private String text(Colours colours) {
        return findings.stream().map(finding -> line(finding, colours)).collect(Collectors.joining())
                + Arrays.stream(Level.values())
                        .filter(level -> count(level) > 0)
                        .map(level -> count(level) + " " + level)
                        .collect(Collectors.joining(", "))
                + "\n";
    }

    private long count(Level level) {
        return findings.stream().filter(finding -> finding.level() == level).count();
    }

    private static String line(Finding finding, Colours colours) {
        String diff = finding.diff()
                .lines()
                .map(line -> INDENT + Printable.of(line) + "\n")
                .collect(Collectors.joining());
        return level(finding.level(), colours) + "  " + String.format("%-11s", finding.check()) + "  "
                + Printable.of(finding.message()) + "\n" + diff;
    }

    private static String level(Level level, Colours colours) {
        String word = String.format("%-4s", level);
        return switch (level) {
            case OK -> colours.good(word);
            case WARN -> colours.warning(word);
            case FAIL -> colours.error(word);
            case SKIP -> colours.dim(word);
        };
    }
}
