package io.orderstream.query.invoices;

import com.fasterxml.jackson.databind.JsonNode;
import io.orderstream.query.invoices.PrintedDocument.Detail;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Writes any JSON for people, on few lines. A short value is on one line, with two exceptions: a
 * text of at most 12 lines keeps its lines, and an array of a few texts has a line for each text.
 * Each member of the details has a row. A long value that contains objects or arrays has a row for
 * each of its own members, too. An example without a long value:
 *
 * <pre>
 * size     large
 * options  milk: oat · extras: (vanilla, caramel)
 * address  Main Street 1
 *          10115 Berlin
 * </pre>
 */
final class CompactDetails {

    /**
     * If a value contains objects or arrays, and its text has more characters than this, the value
     * has a row for each of its members.
     */
    private static final int MAX_ONE_LINE = 120;

    /** A value with more members than this stays one text, because rows would fill pages. */
    private static final int MAX_ROWS = 100;

    /** An array with at most this many texts is a block of lines, such as an address. */
    private static final int MAX_BLOCK_LINES = 12;

    /** Details with more lines than this become one text, because rows would fill pages. */
    private static final int MAX_LINES = 400;

    private static final String NOTHING = "none";

    private CompactDetails() {}

    /** The rows of an object's members, or of an array's elements. */
    static List<Detail> rows(JsonNode container) {
        List<Detail> rows = new ArrayList<>();
        addMembers(0, container, rows);
        long lines = rows.stream().mapToLong(row -> Math.max(1, row.text().lines().count())).sum();
        return lines <= MAX_LINES ? rows : List.of(new Detail(0, "all members", text(container)));
    }

    /** A whole value on one line, with parentheses around nested objects and arrays. */
    static String text(JsonNode value) {
        if (!value.isContainerNode()) {
            return VisibleText.oneLine(value.asText());
        }
        if (value.isEmpty()) {
            return NOTHING;
        }
        return value.isArray()
                ? stream(value).map(CompactDetails::nested).collect(Collectors.joining(", "))
                : value.properties().stream()
                        .map(member -> name(member) + ": " + nested(member.getValue()))
                        .collect(Collectors.joining(" · "));
    }

    private static String nested(JsonNode value) {
        return value.isContainerNode() && !value.isEmpty() ? "(" + text(value) + ")" : text(value);
    }

    private static void addMembers(int depth, JsonNode container, List<Detail> rows) {
        if (container.isArray()) {
            for (int i = 0; i < container.size(); i++) {
                add(depth, String.valueOf(i + 1), container.get(i), rows);
            }
        } else {
            container
                    .properties()
                    .forEach(member -> add(depth, name(member), member.getValue(), rows));
        }
    }

    private static void add(int depth, String name, JsonNode value, List<Detail> rows) {
        StringBuilder path = new StringBuilder(name);
        JsonNode end = value;
        // Opens containers whose only member is another container. A chain of such containers gets
        // one row, however long the chain is.
        while (end.size() == 1 && end.iterator().next().isContainerNode()) {
            path.append(" › ")
                    .append(end.isArray() ? "1" : name(end.properties().iterator().next()));
            end = end.iterator().next();
        }
        if (isBlock(end)) {
            String block =
                    stream(end)
                            .map(line -> VisibleText.oneLine(line.asText()))
                            .collect(Collectors.joining("\n"));
            rows.add(new Detail(depth, path.toString(), block));
            return;
        }
        String text = end.isTextual() ? VisibleText.of(end.asText()) : text(end);
        if (text.length() > MAX_ONE_LINE && isNested(end) && end.size() <= MAX_ROWS) {
            rows.add(new Detail(depth, path.toString(), ""));
            addMembers(depth + 1, end, rows);
        } else {
            rows.add(new Detail(depth, path.toString(), text));
        }
    }

    private static boolean isBlock(JsonNode value) {
        return value.isArray()
                && value.size() > 1
                && value.size() <= MAX_BLOCK_LINES
                && stream(value).allMatch(JsonNode::isTextual);
    }

    private static boolean isNested(JsonNode value) {
        return stream(value).anyMatch(JsonNode::isContainerNode);
    }

    private static String name(Map.Entry<String, JsonNode> member) {
        return VisibleText.oneLine(member.getKey());
    }

    private static Stream<JsonNode> stream(JsonNode value) {
        return StreamSupport.stream(value.spliterator(), false);
    }
}
