package io.orderstream.job;

import io.orderstream.job.records.ArchiveLine;
import io.orderstream.job.records.PlacedRecord;
import io.orderstream.job.records.StreamPosition;
import io.orderstream.job.records.StreamRecord;
import io.orderstream.model.LogPosition;
import io.orderstream.model.ReceivedEvent;
import io.orderstream.model.ReceivedOrder;
import io.orderstream.model.storage.ArchiveLayout;
import io.orderstream.model.wire.InvalidOrderException;
import io.orderstream.model.wire.OrderCodec;
import io.orderstream.model.wire.OrderDocument;
import io.orderstream.model.wire.RecordCodec;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * Builds a record of the stream: an order, or one of its events. Each part except the idempotency
 * key has a default value. No two default values are equal.
 */
public final class RecordBuilder {

    private String account = "a1";
    private String vendor = "v2";
    private String orderDate = "2026-11-23T10:11:12.123456Z";
    private String details =
            "{\"coffeetype\":\"Short Black\",\"unitprice\":\"4.50\",\"quantity\":\"3\"}";
    private String shardId = "shardId-000000000003";
    private String sequenceNumber = "49590338271490256608559692538361571095921575989136588898";
    private int indexInAggregate;
    private String idempotencyKey = "";
    private String partitionKey = "k7";
    private Instant receivedAt = Instant.parse("2026-11-23T10:11:12.480Z");

    private RecordBuilder() {}

    public static RecordBuilder order() {
        return new RecordBuilder();
    }

    public RecordBuilder account(String value) {
        account = value;
        return this;
    }

    public RecordBuilder vendor(String value) {
        vendor = value;
        return this;
    }

    public RecordBuilder orderDate(String value) {
        orderDate = value;
        return this;
    }

    public RecordBuilder idempotencyKey(String value) {
        idempotencyKey = ",\"idempotencykey\":\"" + value + '"';
        return this;
    }

    public RecordBuilder details(String json) {
        details = json;
        return this;
    }

    public RecordBuilder at(String shard, String sequence) {
        shardId = shard;
        sequenceNumber = sequence;
        return this;
    }

    public RecordBuilder indexInAggregate(int value) {
        indexInAggregate = value;
        return this;
    }

    public RecordBuilder partitionKey(String value) {
        partitionKey = value;
        return this;
    }

    public RecordBuilder receivedAt(Instant value) {
        receivedAt = value;
        return this;
    }

    public RecordBuilder receivedAt(String value) {
        return receivedAt(Instant.parse(value));
    }

    /** The record that contains the order. */
    public StreamRecord record() {
        return record(
                String.format(
                        "{\"order\":{\"accountid\":\"%s\",\"vendorid\":\"%s\",\"orderdate\":\"%s\"%s,"
                                + "\"details\":%s}}",
                        account, vendor, orderDate, idempotencyKey, details));
    }

    /** A record with this text instead of the order. */
    public StreamRecord record(String text) {
        return record(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A record with these bytes instead of the order. */
    public StreamRecord record(byte[] data) {
        return new StreamRecord(
                data,
                new StreamPosition(shardId, sequenceNumber, indexInAggregate),
                partitionKey,
                receivedAt);
    }

    /**
     * The record of an event of the order, with the position and the arrival time of this builder.
     *
     * @param more further members of the event, such as {@code ,"amount":"4.5"}
     */
    public StreamRecord eventRecord(String type, String more) {
        return record(
                String.format(
                        "{\"event\":{\"type\":\"%s\",\"accountid\":\"%s\",\"vendorid\":\"%s\","
                                + "\"orderid\":\"%s\",\"eventdate\":\"2026-11-23T10:11:12.2Z\"%s}}",
                        type, account, vendor, received().orderId(), more));
    }

    /** The order that the job makes of {@link #record()}. */
    public ReceivedOrder received() {
        StreamRecord record = record();
        try {
            return new ReceivedOrder(
                    OrderCodec.parseRecord(record.data(), record.receivedAt()),
                    record.receivedAt());
        } catch (InvalidOrderException e) {
            throw new AssertionError("The order of this test is not valid", e);
        }
    }

    /** The event that the job makes of {@link #eventRecord}. */
    public ReceivedEvent event(String type, String more) {
        StreamRecord record = eventRecord(type, more);
        try {
            return (ReceivedEvent)
                    RecordCodec.parse(
                            record.data(),
                            record.receivedAt(),
                            LogPosition.of(sequenceNumber, indexInAggregate));
        } catch (InvalidOrderException e) {
            throw new AssertionError("The event of this test is not valid", e);
        }
    }

    /** The event, placed in the second file of an epoch's folder in this slot. */
    public PlacedRecord eventInSlot(int slot, String type, String more) {
        return new PlacedRecord(
                event(type, more), ArchiveLayout.eventPrefix(folder(slot)), 1, 60_000);
    }

    /** The order, placed in the second file of an epoch's folder in this slot. */
    public PlacedRecord inSlot(int slot) {
        return new PlacedRecord(received(), ArchiveLayout.invoicePrefix(folder(slot)), 1, 60_000);
    }

    /** The order's archive line, in the folder of {@link #inSlot}. */
    public ArchiveLine lineInSlot(int slot) {
        return new ArchiveLine(
                ArchiveLayout.invoicePrefix(folder(slot)), OrderDocument.line(received()));
    }

    private String folder(int slot) {
        return ArchiveLayout.epochFolder(
                receivedAt, slot, ArchiveLayout.epoch(1_764_365_112_345L, 123));
    }
}
