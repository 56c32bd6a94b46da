package io.orderstream.acceptance.template;

import static java.util.stream.Collectors.joining;

import io.orderstream.embedded.template.ResolvedTemplate;
import io.orderstream.embedded.template.Resource;
import io.orderstream.embedded.template.Value;
import io.orderstream.model.ReceivedEvent;
import io.orderstream.model.ReceivedOrder;
import io.orderstream.model.storage.ArchiveLayout;
import io.orderstream.model.wire.EventDocument;
import io.orderstream.model.wire.OrderDocument;
import io.trino.testing.LocalQueryRunner;
import io.trino.testing.MaterializedResult;
import io.trino.testing.MaterializedRow;
import io.trino.testing.TestingSession;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Runs SQL on the template's tables and views in Trino, the engine of Athena. The tables contain
 * the archive lines of the given orders and events. All lines have the value 07 in the partition
 * column {@code slot}.
 *
 * <pre>{@code
 * try (ArchiveQueries archive = new ArchiveQueries(template)) {
 *     archive.run("SELECT status FROM order_state", orders, events); // [[placed]]
 * }
 * }</pre>
 */
final class ArchiveQueries implements AutoCloseable {

    /** The views. Each view comes after the views that it reads. */
    private static final List<String> VIEWS =
            List.of("Orders", "Events", "OrderHistory", "OrderState");

    private final ResolvedTemplate template;
    private final LocalQueryRunner engine =
            LocalQueryRunner.create(TestingSession.testSessionBuilder().build());

    ArchiveQueries(ResolvedTemplate template) {
        this.template = template;
    }

    /** The rows of the result, each value as text. */
    List<List<String>> run(String sql, List<ReceivedOrder> orders, List<ReceivedEvent> events) {
        List<List<String>> rows = new ArrayList<>();
        for (MaterializedRow row : execute(sql, orders, events).getMaterializedRows()) {
            rows.add(row.getFields().stream().map(String::valueOf).toList());
        }
        return rows;
    }

    /** The types of the result's columns. The query runs on empty tables. */
    List<String> types(String sql) {
        return execute(sql, List.of(), List.of()).getTypes().stream()
                .map(type -> type.getTypeId().getId())
                .toList();
    }

    private MaterializedResult execute(
            String sql, List<ReceivedOrder> orders, List<ReceivedEvent> events) {
        List<String> named = new ArrayList<>();
        named.add(
                table(
                        "OrderLines",
                        orders.stream()
                                .map(
                                        order ->
                                                partition(order.receivedAt())
                                                        + OrderDocument.format(order))
                                .toList()));
        named.add(
                table(
                        "EventLines",
                        events.stream()
                                .map(
                                        event ->
                                                partition(event.receivedAt())
                                                        + EventDocument.format(event))
                                .toList()));
        for (String id : VIEWS) {
            AthenaView view = AthenaView.of(template.resource(id));
            named.add(view.name() + " AS (" + view.sql() + ")");
        }
        return engine.execute("WITH " + String.join(",\n", named) + "\n" + sql);
    }

    /** The values of the partition columns, each followed by a tab. */
    private static String partition(Instant receivedAt) {
        return ArchiveLayout.hour(receivedAt).replaceAll("dt=|hh=", "").replace('/', '\t')
                + "\t07\t";
    }

    /**
     * The SQL of a table with these lines, for the query's WITH clause. The SQL table has the
     * columns of the template's table. Each column has the value of the JSON member of the same
     * name, as in Athena.
     */
    private String table(String id, List<String> lines) {
        Resource table = template.resource(id);
        String columns =
                table.get("TableInput").get("StorageDescriptor").get("Columns").list().stream()
                        .map(Value::texts)
                        .map(ArchiveQueries::member)
                        .collect(joining(", "));
        String text = String.join("\n", lines).replace("'", "''");
        return """
                %s AS (SELECT %s, CAST(parts[1] AS varchar) AS dt,
                CAST(parts[2] AS varchar) AS hh, CAST(parts[3] AS varchar) AS slot FROM (
                SELECT split(line, chr(9), 4) AS parts
                FROM UNNEST(split('%s', chr(10))) AS lines(line) WHERE line <> ''))"""
                .formatted(table.get("TableInput").get("Name").text(), columns, text);
    }

    private static String member(Map<String, String> column) {
        String name = column.get("Name");
        String type = column.get("Type");
        if (name.equals("details")) {
            return "json_format(json_extract(parts[4], '$.details')) AS details";
        }
        return "CAST(json_extract_scalar(parts[4], '$.%s') AS %s) AS %s"
                .formatted(name, type.equals("string") ? "varchar" : type, name);
    }

    @Override
    public void close() {
        engine.close();
    }
}
