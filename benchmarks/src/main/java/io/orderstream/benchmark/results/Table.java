package io.orderstream.benchmark.results;

import java.util.ArrayList;
import java.util.List;

/**
 * Figures in rows.
 *
 * @param columns the headings
 * @param rows as many cells each as there are columns
 */
public record Table(List<String> columns, List<List<String>> rows) {

    /** Refuses rows of another length. */
    public Table {
        columns = List.copyOf(columns);
        rows = rows.stream().map(List::copyOf).toList();
        for (List<String> row : rows) {
            if (row.size() != columns.size()) {
                throw new IllegalArgumentException(
                        "A row of " + row.size() + " cells for " + columns.size() + " columns");
            }
        }
    }

    /** An empty table with these headings, to be filled. */
    public static Builder of(String... columns) {
        return new Builder(List.of(columns));
    }

    /** Rows, one after the other. */
    public static final class Builder {

        private final List<String> columns;
        private final List<List<String>> rows = new ArrayList<>();

        private Builder(List<String> columns) {
            this.columns = columns;
        }

        /** One more row. */
        public Builder row(String... cells) {
            rows.add(List.of(cells));
            return this;
        }

        /** One more row. */
        public Builder row(List<String> cells) {
            rows.add(cells);
            return this;
        }

        public Table build() {
            return new Table(columns, rows);
        }
    }
}
