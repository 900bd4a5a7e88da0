package dev.remocal.test.chart;

import dev.remocal.test.cluster.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A folder of {@code src/test/resources/chart}: {@code values.yaml} and what Helm is to make of it, {@code manifest.yaml}. */
record ChartCase(Path folder) {

    /** A first line {@code # Kubernetes 1.29.0} has the chart rendered for that version. */
    private static final Pattern KUBERNETES = Pattern.compile("\\A# Kubernetes ([0-9.]+)\n");

    static List<ChartCase> all() {
        try (Stream<Path> folders = Files.list(Project.find().file("src/test/resources/chart"))) {
            return folders.sorted().map(ChartCase::new).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String rendered() {
        return Chart.template(kubernetes())
                .withValuesFile(folder.resolve("values.yaml"))
                .call();
    }

    String expected() {
        return read("manifest.yaml");
    }

    void write(String manifest) {
        try {
            Files.writeString(folder.resolve("manifest.yaml"), manifest);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String kubernetes() {
        Matcher named = KUBERNETES.matcher(read("values.yaml"));
        return named.find() ? named.group(1) : Chart.NEWEST_KUBERNETES;
    }

    private String read(String file) {
        try {
            return Files.readString(folder.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return folder.getFileName().toString();
    }
}
