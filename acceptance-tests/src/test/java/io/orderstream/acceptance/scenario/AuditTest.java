package io.orderstream.acceptance.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.acceptance.scenario.StreamContents.StreamedRecord;
import io.orderstream.model.LogPosition;
import io.orderstream.model.ReceivedEvent;
import io.orderstream.model.storage.EventAttributes;
import io.orderstream.model.wire.EventDocument;
import io.orderstream.model.wire.RecordCodec;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The audit finds each kind of damage. Otherwise a clean audit would prove nothing. */
class AuditTest {

    private static final String RECEIVED_AT = "2026-11-23T10:30:00.480Z";
    private static final String PREFIX =
            "invoices/dt=2026-11-23/hh=10/slot=07/1763893800000-0000000012/";
    private static final String EVENTS = PREFIX.replace("invoices", "events");
    private static final String UUID = "0b5f3c0e-7a43-4a49-9a0e-4f3c1c7f9d7d";
    private static final String FILE = "part-" + UUID + "-3.jsonl";

    private static final StreamedRecord BAD_RECORD =
            new StreamedRecord("shardId-7", "4967", "k7", Instant.parse(RECEIVED_AT));

    private final OrderGenerator generator = OrderGenerator.seeded(1);
    private final SentOrder first = generator.next();
    private final SentOrder second = generator.next();
    private final SentRecords sentRecords = new SentRecords();
    private final List<TableAndBucket.Line> archive = new ArrayList<>();
    private final List<TableAndBucket.Line> archivedEvents = new ArrayList<>();
    private final List<TableAndBucket.Line> rejected = new ArrayList<>();
    private final List<Map<String, AttributeValue>> items = new ArrayList<>();
    private final Map<String, List<Instant>> arrivals = new HashMap<>();
    private final Map<String, StreamedRecord> stream = new HashMap<>();

    private ReceivedEvent cancelled;

    @BeforeEach
    void storeEverythingCorrectly() throws Exception {
        for (SentOrder order : List.of(first, second)) {
            sentRecords.accepted(order);
            archive.add(line(order, RECEIVED_AT));
            items.add(item(order));
            arrivals.put(order.id(), List.of(Instant.parse(RECEIVED_AT)));
        }
        String event =
                """
                {"event":{"type":"cancelled","accountid":"a1","vendorid":"v1","orderid":"%s",\
                "eventdate":"2026-11-23T10:29:59Z","reason":"cold"}}"""
                        .formatted(first.id());
        sentRecords.event("4968", event.getBytes(StandardCharsets.UTF_8));
        stream.put(
                "4968", new StreamedRecord("shardId-7", "4968", "k8", Instant.parse(RECEIVED_AT)));
        cancelled = event(event, "4968");
        archivedEvents.add(
                new TableAndBucket.Line(EVENTS + FILE, 0, EventDocument.format(cancelled)));
        items.add(item(cancelled));
        byte[] bad = "no order".getBytes(StandardCharsets.UTF_8);
        sentRecords.bad("4967", bad);
        stream.put("4967", BAD_RECORD);
        rejected.add(rejected(BAD_RECORD, bad));
    }

    @Test
    void everythingStoredCorrectly() {
        assertThat(audit().isClean()).as("%s", audit()).isTrue();
        assertThat(audit().misplaced()).isEmpty();
    }

    @Test
    void lineMissing() {
        archive.remove(0);
        assertThat(audit().lost()).containsExactly("archive lacks " + first.id());
    }

    @Test
    void itemMissing() {
        items.remove(1);
        assertThat(audit().lost()).containsExactly("table lacks " + second.id());
    }

    @Test
    void lineTwice_evenInAnotherFile() {
        archive.add(
                new TableAndBucket.Line(
                        PREFIX + "part-" + UUID + "-4.jsonl", 0, archive.get(0).text()));
        assertThat(audit().duplicated()).hasSize(1);
    }

    @Test
    void lineChangedByOneCharacter() {
        archive.set(
                0,
                new TableAndBucket.Line(
                        archive.get(0).key(),
                        0,
                        archive.get(0).text().replace("\"details\":{", "\"details\": {")));
        assertThat(audit().corrupted()).hasSize(1);
    }

    @Test
    void lineWithAnotherArrivalThanItsItem() {
        archive.set(1, line(second, "2026-11-23T10:30:00.481Z"));
        assertThat(audit().corrupted()).hasSize(1);
    }

    @Test
    void lineInAnotherSlotThanItsItem() {
        archive.set(
                1,
                new TableAndBucket.Line(
                        PREFIX.replace("slot=07", "slot=08") + FILE, 0, archive.get(1).text()));
        assertThat(audit().corrupted()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"0000000012/,0000000013/", "1763893800000-,1763893800001-"})
    void lineInTheFolderOfAnotherEpoch(String right, String wrong) {
        TableAndBucket.Line line = archive.get(1);
        archive.set(1, new TableAndBucket.Line(line.key().replace(right, wrong), 0, line.text()));
        assertThat(audit().misplaced()).containsExactly(second.id());
        assertThat(audit().isClean()).as("%s", audit()).isTrue();
    }

    @Test
    void lineInAnotherFileThanItsItem() {
        items.get(0).put("part", AttributeValue.fromN("2"));
        assertThat(audit().misplaced()).containsExactly(first.id());
        assertThat(audit().isClean()).as("%s", audit()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"archive", "part", "lineoffset"})
    void itemWithoutItsPlace(String attribute) {
        items.get(0).remove(attribute);
        assertThat(audit().corrupted()).hasSize(1);
    }

    @Test
    void itemThatNamesAnotherByteOfItsFile() {
        items.get(0).put("lineoffset", AttributeValue.fromN("1"));
        assertThat(audit().corrupted()).hasSize(1);
    }

    @Test
    void itemThatNamesAFolderWithoutAnEpoch() {
        String slot = PREFIX.substring(0, PREFIX.indexOf("1763893800000"));
        items.get(0).put("archive", AttributeValue.fromS(slot));
        assertThat(audit().corrupted()).hasSize(1);
    }

    @Test
    void lineInASlotsFolderWithoutAnEpoch() {
        String slot = PREFIX.substring(0, PREFIX.indexOf("1763893800000"));
        archive.set(0, new TableAndBucket.Line(slot + FILE, 0, archive.get(0).text()));
        assertThat(audit().corrupted()).hasSize(1);
    }

    @Test
    void arrivalThatIsNotOnTheStream() {
        arrivals.put(first.id(), List.of(Instant.parse("2026-11-23T10:30:00.481Z")));
        assertThat(audit().corrupted()).hasSize(1);
    }

    @Test
    void arrivalThatIsOneOfSeveral() {
        arrivals.put(
                first.id(),
                List.of(Instant.parse("2026-11-23T10:30:00.481Z"), Instant.parse(RECEIVED_AT)));
        assertThat(audit().isClean()).isTrue();
    }

    @Test
    void lineInTheFolderOfAnotherHour() {
        String other = PREFIX.replace("hh=10", "hh=11");
        archive.set(0, new TableAndBucket.Line(other + FILE, 0, archive.get(0).text()));
        items.get(0).put("archive", AttributeValue.fromS(other));
        assertThat(audit().corrupted()).hasSize(1);
    }

    @Test
    void itemWithOneAttributeChanged() {
        items.get(0).put("total", AttributeValue.fromN("1"));
        assertThat(audit().corrupted()).hasSize(1);
    }

    @Test
    void itemWithOneAttributeMore() {
        items.get(0).put("more", AttributeValue.fromS("x"));
        assertThat(audit().corrupted()).hasSize(1);
    }

    @Test
    void itemTwice_underTwoKeys() {
        Map<String, AttributeValue> other = item(first);
        other.put("vendorid_orderid", AttributeValue.fromS("elsewhere#" + first.id()));
        items.add(other);
        assertThat(audit().duplicated()).hasSize(1);
    }

    @Test
    void keyThatIsNeitherAFinishedFileNorAnIssuedDocument() {
        String part = "part-" + UUID + "-0.jsonl";
        String slot = PREFIX.substring(0, PREFIX.indexOf("1763893800000"));
        Audit audit = audit();
        audit.keys(
                List.of(
                        PREFIX + part,
                        EVENTS + part,
                        "rejected/dt=2026-11-23/hh=10/" + part,
                        "issued/a1/v1/" + first.id() + ".json",
                        PREFIX + "_" + part + "_tmp_0",
                        slot + part,
                        part));
        assertThat(audit.foreign())
                .containsExactly(
                        "bucket, " + PREFIX + "_" + part + "_tmp_0",
                        "bucket, " + slot + part,
                        "bucket, " + part);
    }

    @Test
    void orderThatNobodySent() {
        SentOrder third = generator.next();
        archive.add(line(third, RECEIVED_AT));
        items.add(item(third));
        assertThat(audit().foreign()).hasSize(2);
    }

    @Test
    void eventsLineMissing() {
        archivedEvents.clear();
        assertThat(audit().lost())
                .containsExactly("archive lacks the event " + cancelled.event().id());
    }

    @Test
    void eventsItemMissing() {
        items.remove(2);
        assertThat(audit().lost())
                .containsExactly("table lacks the event " + cancelled.event().id());
    }

    /**
     * The stream has two records of one event. The audit is clean if the second record was dropped,
     * and finds duplicates if it was stored.
     */
    @Test
    void eventTwice() throws Exception {
        byte[] data = sentRecords.events().get("4968");
        ReceivedEvent again = event(new String(data, StandardCharsets.UTF_8), "4969");
        sentRecords.event("4969", data);
        stream.put(
                "4969", new StreamedRecord("shardId-7", "4969", "k8", Instant.parse(RECEIVED_AT)));
        assertThat(audit().isClean()).as("%s", audit()).isTrue();

        archivedEvents.add(new TableAndBucket.Line(EVENTS + FILE, 0, EventDocument.format(again)));
        items.add(item(again));
        assertThat(audit().duplicated()).hasSize(2);
    }

    @Test
    void eventThatNobodySent() throws Exception {
        String other =
                new String(sentRecords.events().get("4968"), StandardCharsets.UTF_8)
                        .replace("cold", "old");
        ReceivedEvent foreign = event(other, "4968");
        archivedEvents.add(
                new TableAndBucket.Line(EVENTS + FILE, 0, EventDocument.format(foreign)));
        items.add(item(foreign));
        assertThat(audit().foreign()).hasSize(2);
    }

    @Test
    void eventsLineWithOneMemberChanged() {
        String changed = archivedEvents.get(0).text().replace("cold", "old");
        archivedEvents.set(0, new TableAndBucket.Line(EVENTS + FILE, 0, changed));
        assertThat(audit().corrupted()).hasSize(1);
    }

    @Test
    void eventsItemWithOneAttributeChanged() {
        items.get(2).put("reason", AttributeValue.fromS("old"));
        assertThat(audit().corrupted()).hasSize(1);
    }

    @Test
    void eventsLineInTheFolderOfOrders() {
        archivedEvents.set(
                0, new TableAndBucket.Line(PREFIX + FILE, 0, archivedEvents.get(0).text()));
        items.get(2).put("archive", AttributeValue.fromS(PREFIX));
        assertThat(audit().corrupted()).hasSize(1);
    }

    @Test
    void eventsLineInAnotherFileThanItsItem() {
        items.get(2).put("part", AttributeValue.fromN("2"));
        assertThat(audit().misplaced()).containsExactly(cancelled.event().id().value());
    }

    @Test
    void rejectedRecordMissing() {
        rejected.clear();
        assertThat(audit().lost()).containsExactly("rejected lacks record 4967");
    }

    @Test
    void rejectedRecordTwice() {
        rejected.add(rejected.get(0));
        assertThat(audit().duplicated()).hasSize(1);
    }

    @Test
    void rejectedRecordWithOtherBytes() {
        rejected.set(0, rejected(BAD_RECORD, new byte[] {1}));
        assertThat(audit().corrupted()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "invalid,too-large",
        "one JSON object,two JSON objects",
        "shardId-7,shardId-8",
        "k7,k8",
        "30:00.480Z,30:00.481Z"
    })
    void rejectedRecordWithAnotherDescription(String right, String wrong) {
        TableAndBucket.Line line = rejected.get(0);
        assertThat(line.text()).contains(right);
        rejected.set(0, new TableAndBucket.Line(line.key(), 0, line.text().replace(right, wrong)));
        assertThat(audit().corrupted()).hasSize(1);
    }

    @Test
    void rejectedAggregateWhoseLineDoesNotNameItsFlaw() {
        byte[] aggregate = {(byte) 0xf3, (byte) 0x89, (byte) 0x9a, (byte) 0xc2, 1};
        assertThat(RejectedLine.isOf(RejectedLine.of(aggregate, BAD_RECORD), aggregate, BAD_RECORD))
                .isFalse();
    }

    @Test
    void rejectedRecordInTheFolderOfAnotherHour() {
        rejected.set(
                0,
                new TableAndBucket.Line(
                        "rejected/dt=2026-11-23/hh=11/part-1.jsonl", 0, rejected.get(0).text()));
        assertThat(audit().corrupted()).hasSize(1);
    }

    @Test
    void rejectedRecordThatNobodySent() {
        rejected.add(
                rejected(
                        new StreamedRecord("shardId-7", "4968", "k7", Instant.parse(RECEIVED_AT)),
                        new byte[] {1}));
        assertThat(audit().foreign()).hasSize(1);
    }

    private Audit audit() {
        return Audit.of(sentRecords, arrivals, stream, archive, archivedEvents, items, rejected);
    }

    private static TableAndBucket.Line line(SentOrder order, String receivedAt) {
        return new TableAndBucket.Line(PREFIX + FILE, 0, order.line(order.id(), receivedAt));
    }

    private static TableAndBucket.Line rejected(StreamedRecord record, byte[] data) {
        return new TableAndBucket.Line(
                "rejected/dt=2026-11-23/hh=10/part-1.jsonl",
                0,
                RejectedLine.of(data, record).toString());
    }

    private static ReceivedEvent event(String record, String sequenceNumber) throws Exception {
        return (ReceivedEvent)
                RecordCodec.parse(
                        record.getBytes(StandardCharsets.UTF_8),
                        Instant.parse(RECEIVED_AT),
                        LogPosition.of(sequenceNumber, 0));
    }

    private static Map<String, AttributeValue> item(ReceivedEvent event) {
        Map<String, AttributeValue> item = new HashMap<>();
        EventAttributes.of(event)
                .forEach(
                        attribute ->
                                item.put(
                                        attribute.name(),
                                        attribute.isNumber()
                                                ? AttributeValue.fromN(attribute.value())
                                                : AttributeValue.fromS(attribute.value())));
        item.put("archive", AttributeValue.fromS(EVENTS));
        item.put("part", AttributeValue.fromN("3"));
        item.put("lineoffset", AttributeValue.fromN("0"));
        return item;
    }

    private static Map<String, AttributeValue> item(SentOrder order) {
        Map<String, AttributeValue> item = new HashMap<>();
        item.put("accountid", AttributeValue.fromS(order.account()));
        item.put("vendorid_orderid", AttributeValue.fromS(order.vendor() + "#" + order.id()));
        item.put("vendorid", AttributeValue.fromS(order.vendor()));
        item.put("orderid", AttributeValue.fromS(order.id()));
        item.put("orderdate", AttributeValue.fromS(order.date()));
        item.put("receivedat", AttributeValue.fromS(RECEIVED_AT));
        item.put("unitprice", AttributeValue.fromN(order.unitPrice().toPlainString() + "0"));
        item.put("quantity", AttributeValue.fromN(Long.toString(order.quantity())));
        item.put("total", AttributeValue.fromN(order.total().toPlainString()));
        item.put("details", AttributeValue.fromS(order.details().toString()));
        item.put("archive", AttributeValue.fromS(PREFIX));
        item.put("part", AttributeValue.fromN("3"));
        item.put("lineoffset", AttributeValue.fromN("0"));
        return item;
    }
}
