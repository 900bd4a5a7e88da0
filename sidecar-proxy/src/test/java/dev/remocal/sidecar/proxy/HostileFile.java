package dev.remocal.sidecar.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Reads {@code hostile-requests.txt} and {@code hostile-responses.txt}, each of which says what its lines mean. */
final class HostileFile {

    /**
     * One case.
     *
     * @param columns what its first line says behind the name
     * @param messages its bytes, cut where it says so
     */
    record Case(String name, List<String> columns, List<String> messages) {

        String bytes() {
            return String.join("", messages);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static final String CUT = "--";

    private final Map<String, String> macros;
    private final List<Case> cases = new ArrayList<>();
    private String heading = "";

    private HostileFile(Map<String, String> macros) {
        this.macros = macros;
    }

    static List<Case> read(String resource, Map<String, String> macros) {
        HostileFile file = new HostileFile(macros);
        try (InputStream in = Objects.requireNonNull(HostileFile.class.getResourceAsStream(resource), resource)) {
            new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().forEach(file::line);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return file.cases;
    }

    private void line(String line) {
        if (line.startsWith("= ")) {
            heading = line.substring(2);
        } else if (line.startsWith("- ")) {
            begin(Arrays.stream(line.substring(2).split("\\|"))
                    .map(String::strip)
                    .toList());
        } else if (line.equals(CUT)) {
            cases.getLast().messages().add("");
        } else if (!line.isEmpty() && !line.startsWith("#")) {
            append(line);
        }
    }

    private void begin(List<String> columns) {
        cases.add(new Case(
                heading + ": " + columns.getFirst(), columns.subList(1, columns.size()), new ArrayList<>(List.of(""))));
    }

    private void append(String line) {
        String text = line.translateEscapes();
        for (Map.Entry<String, String> macro : macros.entrySet()) {
            text = text.replace(macro.getKey(), macro.getValue());
        }
        List<String> messages = cases.getLast().messages();
        messages.add(messages.removeLast() + text);
    }
}
