package dev.remocal.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Columns, as wide as what is in them. */
final class Table {

    private final List<List<String>> rows = new ArrayList<>();

    Table(String... titles) {
        rows.add(List.of(titles));
    }

    Table row(Object... cells) {
        rows.add(List.of(cells).stream()
                .map(cell -> Printable.of(String.valueOf(cell)))
                .toList());
        return this;
    }

    String format() {
        int columns = rows.getFirst().size();
        int[] widths = IntStream.range(0, columns)
                .map(column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        return rows.stream().map(row -> line(row, widths) + "\n").collect(Collectors.joining());
    }

    private static String line(List<String> row, int[] widths) {
        return IntStream.range(0, widths.length)
                .mapToObj(column -> String.format("%-" + Math.max(1, widths[column]) + "s", row.get(column)))
                .collect(Collectors.joining("  "))
                .stripTrailing();
    }
}
