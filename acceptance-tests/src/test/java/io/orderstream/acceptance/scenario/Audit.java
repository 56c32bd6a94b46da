package io.orderstream.acceptance.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import io.orderstream.acceptance.journey.Json;
import io.orderstream.acceptance.scenario.StreamContents.StreamedRecord;
import io.orderstream.model.LogPosition;
import io.orderstream.model.ReceivedEvent;
import io.orderstream.model.storage.EventAttributes;
import io.orderstream.model.wire.EventDocument;
import io.orderstream.model.wire.InvalidOrderException;
import io.orderstream.model.wire.RecordCodec;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Compares everything that was sent with everything that is stored: table, archive and rejected
 * records.
 *
 * @param lost what was sent and is missing in the table, the archive or {@code rejected/}
 * @param duplicated what is stored more than once in one of these places
 * @param corrupted what is stored in another form or at another place than expected
 * @param foreign what is stored although nobody sent it
 * @param misplaced the orders and events whose item names the right slot of the archive, but the
 *     wrong epoch's folder or the wrong file. The only accepted cause is a late write: the task
 *     manager sent it and died, and then the write reached the table.
 */
record Audit(
        List<String> lost,
        List<String> duplicated,
        List<String> corrupted,
        List<String> foreign,
        List<String> misplaced) {

    private static final String PART =
            "part-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}-(?<part>[0-9]+)\\.jsonl";
    private static final String SLOT =
            "(?:invoices|events)/dt=[0-9-]{10}/hh=[0-9]{2}/slot=[0-9]{2}/";
    private static final String EPOCH = "[0-9]{13}-[0-9]{10}/";
    private static final Pattern LINE =
            Pattern.compile("(?<slot>" + SLOT + ")(?<epoch>" + EPOCH + ")" + PART);
    private static final Pattern KEY =
            Pattern.compile(
                    LINE
                            + "|rejected/dt=[0-9-]{10}/hh=[0-9]{2}/"
                            + PART.replace("?<part>", "?:")
                            + "|issued/[^/]+/[^/]+/[^/]+\\.(?:json|html|pdf)");

    static Audit of(SentRecords sentRecords, StreamContents stream, TableAndBucket stored) {
        Audit audit =
                of(
                        sentRecords,
                        stream.arrivals(),
                        stream.records(),
                        stored.archive(),
                        stored.archivedEvents(),
                        stored.items(),
                        stored.rejected());
        audit.keys(stored.keys());
        return audit;
    }

    static Audit of(
            SentRecords sentRecords,
            Map<String, List<Instant>> arrivals,
            Map<String, StreamedRecord> stream,
            Collection<TableAndBucket.Line> archive,
            Collection<TableAndBucket.Line> archivedEvents,
            Collection<Map<String, AttributeValue>> items,
            Collection<TableAndBucket.Line> rejected) {
        Audit audit =
                new Audit(
                        new ArrayList<>(),
                        new ArrayList<>(),
                        new ArrayList<>(),
                        new ArrayList<>(),
                        new ArrayList<>());
        Map<Boolean, List<Map<String, AttributeValue>>> byKind =
                items.stream().collect(Collectors.partitioningBy(item -> item.containsKey("type")));
        audit.orders(sentRecords, arrivals, archive, byKind.get(false));
        audit.events(sentRecords.events(), stream, archivedEvents, byKind.get(true));
        audit.rejected(sentRecords.badRecords(), stream, rejected);
        return audit;
    }

    /**
     * Whether nothing is lost, duplicated, corrupted or foreign. The caller judges what is {@link
     * #misplaced}.
     */
    boolean isClean() {
        return lost.isEmpty() && duplicated.isEmpty() && corrupted.isEmpty() && foreign.isEmpty();
    }

    /** The same audit without the misplaced orders and events whose cause is known. */
    Audit without(Set<String> explained) {
        List<String> others =
                misplaced.stream().filter(order -> !explained.contains(order)).toList();
        return new Audit(lost, duplicated, corrupted, foreign, others);
    }

    /**
     * Adds each key of the bucket that is neither a finished file nor an issued document to {@link
     * #foreign}.
     */
    void keys(Collection<String> keys) {
        keys.stream()
                .filter(key -> !KEY.matcher(key).matches())
                .forEach(key -> foreign.add("bucket, " + key));
    }

    private void orders(
            SentRecords sentRecords,
            Map<String, List<Instant>> arrivals,
            Collection<TableAndBucket.Line> archive,
            Collection<Map<String, AttributeValue>> all) {
        Map<String, SentOrder> sent = sentRecords.orders();
        Map<String, TableAndBucket.Line> lines = new HashMap<>();
        for (TableAndBucket.Line line : archive) {
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
                                        sentRecords.spellings(id),
                                        arrivals.getOrDefault(id, List.of()),
                                        lines.get(id),
                                        items.get(id)));
    }

    private void order(
            String id,
            List<SentOrder> spellings,
            List<Instant> arrivals,
            TableAndBucket.Line line,
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
        // An order that was sent again has several arrival times. The job keeps the arrival time of
        // the record that it read first.
        if (arrivals.stream().map(Instant::toString).noneMatch(receivedAt::equals)) {
            corrupted.add(id + " arrived at " + receivedAt + ", not at one of " + arrivals);
            return;
        }
        // The job keeps the spelling that it read first. Line and item must both have that
        // spelling.
        Optional<SentOrder> kept =
                spellings.stream()
                        .filter(spelling -> line.text().equals(spelling.line(id, receivedAt)))
                        .findFirst();
        SentOrder order = kept.orElse(spellings.get(0));
        if (kept.isEmpty()) {
            corrupted.add(line + " should be " + order.line(id, receivedAt));
        }
        Map<String, Object> expected = expectedItem(id, order, receivedAt);
        Map<String, Object> members = plain(item);
        Place named = Place.takenFrom(members);
        if (!members.equals(expected)) {
            corrupted.add("table, " + members + " should be " + expected);
        }
        compare(id, "invoices/" + hour(receivedAt), line, named);
    }

    /**
     * Checks the events. An event can be sent several times. The table and the archive must contain
     * the same copy. Unlike for orders, the product's code computes the expected line and item.
     */
    private void events(
            Map<String, byte[]> sent,
            Map<String, StreamedRecord> stream,
            Collection<TableAndBucket.Line> archive,
            Collection<Map<String, AttributeValue>> all) {
        Map<String, List<ReceivedEvent>> records = new HashMap<>();
        sent.forEach(
                (sequenceNumber, data) -> {
                    ReceivedEvent record = received(data, stream.get(sequenceNumber));
                    records.computeIfAbsent(record.event().id().value(), id -> new ArrayList<>())
                            .add(record);
                });
        Map<String, TableAndBucket.Line> lines = new HashMap<>();
        for (TableAndBucket.Line line : archive) {
            String id = Json.read(line.text()).path("eventid").asText();
            if (!records.containsKey(id)) {
                foreign.add("archive, " + line);
            } else if (lines.putIfAbsent(id, line) != null) {
                duplicated.add("archive, " + line + " and " + lines.get(id).key());
            }
        }
        Map<String, Map<String, AttributeValue>> items = new HashMap<>();
        for (Map<String, AttributeValue> item : all) {
            String key = item.get("vendorid_orderid").s();
            String id = key.substring(key.lastIndexOf('#') + 1);
            if (!records.containsKey(id)) {
                foreign.add("table, " + key);
            } else if (items.putIfAbsent(id, item) != null) {
                duplicated.add("table, " + item + " and " + items.get(id));
            }
        }
        records.forEach((id, copies) -> event(id, copies, lines.get(id), items.get(id)));
    }

    private void event(
            String id,
            List<ReceivedEvent> copies,
            TableAndBucket.Line line,
            Map<String, AttributeValue> item) {
        if (line == null) {
            lost.add("archive lacks the event " + id);
        }
        if (item == null) {
            lost.add("table lacks the event " + id);
        }
        if (line == null || item == null) {
            return;
        }
        ReceivedEvent stored =
                copies.stream()
                        .filter(copy -> line.text().equals(EventDocument.format(copy)))
                        .findFirst()
                        .orElse(copies.get(0));
        if (!line.text().equals(EventDocument.format(stored))) {
            corrupted.add(line + " should be " + EventDocument.format(stored));
        }
        Map<String, Object> expected = new HashMap<>();
        EventAttributes.of(stored)
                .forEach(
                        attribute ->
                                expected.put(
                                        attribute.name(),
                                        attribute.isNumber()
                                                ? number(new BigDecimal(attribute.value()))
                                                : attribute.value()));
        Map<String, Object> members = plain(item);
        Place named = Place.takenFrom(members);
        if (!members.equals(expected)) {
            corrupted.add("table, " + members + " should be " + expected);
        }
        compare(id, "events/" + hour(stored.receivedAt().toString()), line, named);
    }

    private static ReceivedEvent received(byte[] data, StreamedRecord record) {
        try {
            return (ReceivedEvent)
                    RecordCodec.parse(
                            data, record.arrival(), LogPosition.of(record.sequenceNumber(), 0));
        } catch (InvalidOrderException e) {
            throw new AssertionError("An event that was sent must be valid: " + record, e);
        }
    }

    /**
     * Compares the key of a line with the place that its item names. The line must be in the right
     * hour, and the item must name the line's slot. If the item names another epoch or file in this
     * slot, the order or event is {@link #misplaced}. If the item names the line's file, the item
     * must also name the byte where the line begins.
     */
    private void compare(String id, String hour, TableAndBucket.Line line, Place named) {
        Matcher key = LINE.matcher(line.key());
        if (!key.matches()) {
            corrupted.add(line + " is not in the folder of an epoch");
            return;
        }
        String slot = key.group("slot");
        if (!slot.startsWith(hour + "slot=")) {
            corrupted.add(line + " is not in " + hour);
        }
        if (!named.isIn(slot)) {
            corrupted.add("table, " + id + " is in " + named + ", not in the slot of " + line);
        } else if (!named.isFile(slot + key.group("epoch"), key.group("part"))) {
            misplaced.add(id);
        } else if (!named.offset.equals(Integer.toString(line.offset()))) {
            corrupted.add("table, " + id + " is in " + named + ", not at the byte of " + line);
        }
    }

    /**
     * The place of a line in the archive, as an item names it.
     *
     * @param archive the epoch's folder, with a closing slash
     * @param part the number of the writer's file in that folder, from 0
     * @param offset the byte of that file at which the line begins
     */
    private record Place(String archive, String part, String offset) {

        /**
         * Removes the place from the attributes of an item. All other attributes come from the
         * record on the stream.
         */
        static Place takenFrom(Map<String, Object> members) {
            return new Place(
                    String.valueOf(members.remove("archive")),
                    number(members.remove("part")),
                    number(members.remove("lineoffset")));
        }

        private static String number(Object member) {
            return member instanceof BigDecimal number ? number.toPlainString() : "none";
        }

        boolean isFile(String folder, String number) {
            return archive.equals(folder) && part.equals(number);
        }

        boolean isIn(String slot) {
            return archive.startsWith(slot)
                    && archive.substring(slot.length()).matches(EPOCH)
                    && part.matches("[0-9]+")
                    && offset.matches("[0-9]+");
        }
    }

    /**
     * The folder of an hour. This method follows the documentation and does not use the job's code.
     */
    private static String hour(String arrival) {
        return "dt=" + arrival.substring(0, 10) + "/hh=" + arrival.substring(11, 13) + "/";
    }

    private static Map<String, Object> expectedItem(String id, SentOrder order, String receivedAt) {
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
        order.idempotencyKey().ifPresent(key -> item.put("idempotencykey", key));
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
            default -> throw new AssertionError("Unexpected type of an attribute: " + value);
        };
    }

    /** DynamoDB keeps the value of a number, not its trailing zeros. */
    private static BigDecimal number(BigDecimal value) {
        return value.stripTrailingZeros();
    }

    private void rejected(
            Map<String, byte[]> bad,
            Map<String, StreamedRecord> stream,
            Collection<TableAndBucket.Line> lines) {
        Map<String, TableAndBucket.Line> seen = new HashMap<>();
        for (TableAndBucket.Line line : lines) {
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
                                    + " is neither an order nor an event");
                }
            }
        }
        bad.keySet().stream()
                .filter(sequenceNumber -> !seen.containsKey(sequenceNumber))
                .forEach(sequenceNumber -> lost.add("rejected lacks record " + sequenceNumber));
    }

    /** The number of findings of each kind, and the first three findings of each kind. */
    @Override
    public String toString() {
        return describe("lost", lost)
                + describe("duplicated", duplicated)
                + describe("corrupted", corrupted)
                + describe("foreign", foreign)
                + describe("misplaced", misplaced);
    }

    private static String describe(String kind, List<String> findings) {
        return findings.size()
                + " "
                + kind
                + "\n"
                + findings.stream()
                        .limit(3)
                        .map(finding -> "  " + finding + "\n")
                        .reduce("", String::concat);
    }
}
