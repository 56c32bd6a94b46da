package io.orderstream.benchmark.results;

import java.util.List;

/**
 * A part of a result: a few sentences, then its tables, then its pictures.
 *
 * @param heading empty for the first one
 * @param text in Markdown; may be empty
 */
public record Section(String heading, String text, List<Table> tables, List<Chart> charts) {

    /** Text and one table. */
    public static Section of(String heading, String text, Table table, Chart... charts) {
        return new Section(heading, text, List.of(table), List.of(charts));
    }

    /** Text alone. */
    public static Section of(String heading, String text) {
        return new Section(heading, text, List.of(), List.of());
    }
}
