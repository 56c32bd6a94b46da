package io.orderstream.embedded.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import io.orderstream.embedded.journey.Json;
import io.orderstream.embedded.scenario.StreamContents.StreamedRecord;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The complete comparison of what was sent with what is there: table, archive and rejected records.
 *
 * @param lost what was sent and is missing in one of the places it belongs to
 * @param duplicated what is in one of these places more than once
 * @param corrupted what is there in another form than it should be
 * @param foreign what is there although nobody sent it
 */
record Audit(
        List<String> lost, List<String> duplicated, List<String> corrupted, List<String> foreign) {

    private static final String PART =
            "part-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}-[0-9]+\\.jsonl";
    private static final Pattern KEY =
            Pattern.compile(
                    "invoices/dt=[0-9-]{10}/hh=[0-9]{2}/slot=[0-9]{2}/"
                            + PART
                            + "|rejected/dt=[0-9-]{10}/hh=[0-9]{2}/"
                            + PART
                            + "|issued/[^/]+/[^/]+/[^/]+\\.(?:json|html)");

    static Audit of(Ledger ledger, StreamContents stream, Store store) {
        Audit audit =
                of(
                        ledger,
                        stream.arrivals(),
                        stream.records(),
                        store.archive(),
                        store.items(),
                        store.rejected());
        audit.keys(store.keys());
        return audit;
    }

    static Audit of(
            Ledger ledger,
            Map<String, List<Instant>> arrivals,
            Map<String, StreamedRecord> stream,
            Collection<Store.Line> archive,
            Collection<Map<String, AttributeValue>> items,
            Collection<Store.Line> rejected) {
        Audit audit =
                new Audit(
                        new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        audit.orders(ledger, arrivals, archive, items);
        audit.rejected(ledger.badRecords(), stream, rejected);
        return audit;
    }

    boolean isClean() {
        return lost.isEmpty() && duplicated.isEmpty() && corrupted.isEmpty() && foreign.isEmpty();
    }

    /** Whether there is nothing in the bucket but finished files and issued documents. */
    void keys(Collection<String> keys) {
        keys.stream()
                .filter(key -> !KEY.matcher(key).matches())
                .forEach(key -> foreign.add("bucket, " + key));
    }

    private void orders(
            Ledger ledger,
            Map<String, List<Instant>> arrivals,
            Collection<Store.Line> archive,
            Collection<Map<String, AttributeValue>> all) {
        Map<String, SentOrder> sent = ledger.orders();
        Map<String, Store.Line> lines = new HashMap<>();
        for (Store.Line line : archive) {
            String id = Json.read(line.text()).path("orderid").asText();
            if (!sent.containsKey(id)) {
                foreign.add("archive, " + line);
            } else if (lines.putIfAbsent(id, line) != null) {
                duplicated.add("archive, " + line + " and " + lines.get(id).key());
            }
        }
        Map<String, Map<String, AttributeValue>> items = new HashMap<>();
        for (Map<String, AttributeValue> item : all) {
            String id = item.getOrDefault("orderid", AttributeValue.fromS("")).s();
            if (!sent.containsKey(id)) {
                foreign.add("table, " + id);
            } else if (items.putIfAbsent(id, item) != null) {
                duplicated.add("table, " + item + " and " + items.get(id));
            }
        }
        sent.keySet()
                .forEach(
                        id ->
                                order(
                                        id,
                                        ledger.spellings(id),
                                        arrivals.getOrDefault(id, List.of()),
                                        lines.get(id),
                                        items.get(id)));
    }

    private void order(
            String id,
            List<SentOrder> spellings,
            List<Instant> arrivals,
            Store.Line line,
            Map<String, AttributeValue> item) {
        if (line == null) {
            lost.add("archive lacks " + id);
        }
        if (item == null) {
            lost.add("table lacks " + id);
        }
        if (line == null || item == null) {
            return;
        }
        String receivedAt = item.getOrDefault("receivedat", AttributeValue.fromS("")).s();
        // Of several arrivals one was the first that the job read.
        if (arrivals.stream().map(Instant::toString).noneMatch(receivedAt::equals)) {
            corrupted.add(id + " arrived at " + receivedAt + ", not at one of " + arrivals);
            return;
        }
        // Of several spellings one came first, and line and item are to be of the same.
        SentOrder order =
                spellings.stream()
                        .filter(spelling -> line.text().equals(spelling.line(id, receivedAt)))
                        .findFirst()
                        .orElse(spellings.get(0));
        if (!line.text().equals(order.line(id, receivedAt))) {
            corrupted.add(line + " should be " + order.line(id, receivedAt));
        }
        String prefix = line.key().substring(0, line.key().lastIndexOf('/') + 1);
        if (!prefix.startsWith("invoices/" + hour(receivedAt) + "slot=")) {
            corrupted.add(line + " is in the folder of another hour than " + receivedAt);
        }
        Map<String, Object> expected = expectedItem(id, order, receivedAt, prefix);
        if (!plain(item).equals(expected)) {
            corrupted.add("table, " + plain(item) + " should be " + expected);
        }
    }

    /** By the document of storage contracts, not by the job's own code. */
    private static String hour(String arrival) {
        return "dt=" + arrival.substring(0, 10) + "/hh=" + arrival.substring(11, 13) + "/";
    }

    private static Map<String, Object> expectedItem(
            String id, SentOrder order, String receivedAt, String prefix) {
        Map<String, Object> item = new HashMap<>();
        item.put("accountid", order.account());
        item.put("vendorid_orderid", order.vendor() + "#" + id);
        item.put("vendorid", order.vendor());
        item.put("orderid", id);
        item.put("orderdate", order.date());
        item.put("receivedat", receivedAt);
        item.put("unitprice", number(order.unitPrice()));
        item.put("quantity", number(BigDecimal.valueOf(order.quantity())));
        item.put("total", number(order.total()));
        item.put("details", order.details().toString());
        item.put("archive", prefix);
        return item;
    }

    private static Map<String, Object> plain(Map<String, AttributeValue> members) {
        Map<String, Object> plain = new HashMap<>();
        members.forEach((name, value) -> plain.put(name, plain(value)));
        return plain;
    }

    private static Object plain(AttributeValue value) {
        return switch (value.type()) {
            case S -> value.s();
            case N -> number(new BigDecimal(value.n()));
            default -> throw new AssertionError("No order has an attribute such as " + value);
        };
    }

    /** The table keeps a number's value, not its digits. */
    private static BigDecimal number(BigDecimal value) {
        return value.stripTrailingZeros();
    }

    private void rejected(
            Map<String, byte[]> bad,
            Map<String, StreamedRecord> stream,
            Collection<Store.Line> lines) {
        Map<String, Store.Line> seen = new HashMap<>();
        for (Store.Line line : lines) {
            JsonNode record = Json.read(line.text());
            String sequenceNumber = record.path("sequencenumber").asText();
            byte[] data = bad.get(sequenceNumber);
            if (data == null) {
                foreign.add("rejected, " + line);
            } else if (seen.putIfAbsent(sequenceNumber, line) != null) {
                duplicated.add("rejected, " + line);
            } else {
                StreamedRecord streamed = stream.get(sequenceNumber);
                String folder = "rejected/" + hour(streamed.arrival().toString()) + "part-";
                if (!RejectedLine.isOf(record, data, streamed) || !line.key().startsWith(folder)) {
                    corrupted.add(
                            "rejected, "
                                    + line
                                    + " should be in "
                                    + folder
                                    + ", and say why "
                                    + streamed
                                    + " is not an order");
                }
            }
        }
        bad.keySet().stream()
                .filter(sequenceNumber -> !seen.containsKey(sequenceNumber))
                .forEach(sequenceNumber -> lost.add("rejected lacks record " + sequenceNumber));
    }

    /** How many there are of each kind, and the first few of them. */
    @Override
    public String toString() {
        return describe("lost", lost)
                + describe("duplicated", duplicated)
                + describe("corrupted", corrupted)
                + describe("foreign", foreign);
    }

    private static String describe(String kind, List<String> findings) {
        return findings.size()
                + " "
                + kind
                + "\n"
                + findings.stream().limit(3).map(it -> "  " + it + "\n").reduce("", String::concat);
    }
}
