package dev.remocal.test.bench;

import java.util.List;
import java.util.Optional;

/**
 * All that was measured.
 *
 * @param footprint where that load was asked for
 * @param admissions where that load was asked for
 */
record Results(List<Row> rows, Optional<Footprint> footprint, Optional<Admissions> admissions) {

    Results(List<Row> rows, Optional<Footprint> footprint) {
        this(rows, footprint, Optional.empty());
    }

    Optional<Row> row(Load load, Contender contender) {
        return rows.stream().filter(row -> row.is(load, contender)).findFirst();
    }

    /** Of a load with contenders of its own. */
    Optional<Row> row(Load load, String contender) {
        return rows.stream()
                .filter(row -> row.load().equals(load.text()) && row.contender().equals(contender))
                .findFirst();
    }

    Optional<Row> row(Load load, Proxy proxy) {
        return row(load, Contender.plain(proxy));
    }
}
