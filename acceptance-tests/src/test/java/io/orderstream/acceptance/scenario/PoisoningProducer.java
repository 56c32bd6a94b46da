package io.orderstream.acceptance.scenario;

import io.orderstream.model.IdempotencyKey;
import io.orderstream.model.LogPosition;
import io.orderstream.model.Order;
import io.orderstream.model.Received;
import io.orderstream.model.ReceivedOrder;
import io.orderstream.model.fuzz.FuzzedRecord;
import io.orderstream.model.fuzz.Fuzzer;
import io.orderstream.model.fuzz.Verdict;
import io.orderstream.model.wire.InvalidOrderException;
import io.orderstream.model.wire.RecordCodec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;

/**
 * Puts fuzzed records between the orders of another producer, and notes whether each of these
 * records is an order, an event or neither.
 */
final class PoisoningProducer implements Producer {

    private static final int MAX_RECORDS_OF_REQUEST = 500;
    private static final int MAX_BYTES_OF_REQUEST = 4_000_000;

    private final Producer good;
    private final KinesisClient kinesis;
    private final String streamName;
    private final Fuzzer fuzzer;
    private final int perBatch;
    private final TimeToReadable timeToReadable;

    private long next;

    /**
     * A producer of orders and fuzzed records.
     *
     * @param good the producer that sends the orders
     * @param perBatch the number of fuzzed records that follow each batch of orders
     * @param timeToReadable posts and measures one more order after these records
     */
    PoisoningProducer(
            StackWithFaults stack, Producer good, int perBatch, TimeToReadable timeToReadable) {
        this.good = good;
        this.kinesis = stack.kinesis();
        this.streamName = stack.streamName();
        this.fuzzer = Fuzzer.seeded(stack.size().seed());
        this.perBatch = perBatch;
        this.timeToReadable = timeToReadable;
    }

    /** The number of fuzzed records that were put until now. */
    long fuzzedRecords() {
        return next;
    }

    @Override
    public void send(List<SentOrder> orders, SentRecords sentRecords) {
        good.send(orders, sentRecords);
        long end = next + perBatch;
        while (next < end) {
            List<FuzzedRecord> records = new ArrayList<>();
            int bytes = 0;
            while (next < end
                    && records.size() < MAX_RECORDS_OF_REQUEST
                    && bytes < MAX_BYTES_OF_REQUEST) {
                FuzzedRecord record = fuzzer.record(next++);
                records.add(record);
                bytes += record.data().length;
            }
            put(records, sentRecords);
        }
        timeToReadable.measure(sentRecords);
    }

    private void put(List<FuzzedRecord> records, SentRecords sentRecords) {
        List<PutRecordsRequestEntry> entries =
                records.stream()
                        .map(record -> Producer.entry(record.data(), record.partitionKey()))
                        .toList();
        List<String> sequenceNumbers = Producer.put(kinesis, streamName, entries);
        for (int i = 0; i < records.size(); i++) {
            FuzzedRecord record = records.get(i);
            String sequenceNumber = sequenceNumbers.get(i);
            Optional<Received> received = parsed(record, sequenceNumber);
            checkVerdict(record, received);
            if (received.isEmpty()) {
                sentRecords.bad(sequenceNumber, record.data());
            } else if (received.get() instanceof ReceivedOrder order) {
                sentRecords.accepted(sent(order.order()));
            } else {
                sentRecords.event(sequenceNumber, record.data());
            }
        }
    }

    private static void checkVerdict(FuzzedRecord record, Optional<Received> received) {
        Verdict verdict =
                received.map(
                                found ->
                                        found instanceof ReceivedOrder
                                                ? Verdict.ORDER
                                                : Verdict.EVENT)
                        .orElse(Verdict.NEITHER);
        if (record.verdict() != Verdict.UNKNOWN && record.verdict() != verdict) {
            throw new AssertionError("The codec and the fuzzer disagree about " + record);
        }
    }

    /** The order or event in a record, according to the codec. */
    private static Optional<Received> parsed(FuzzedRecord record, String sequenceNumber) {
        if (record.data().length > RejectedLine.MAX_RECORD_BYTES) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    RecordCodec.parse(
                            record.data(), Instant.now(), LogPosition.of(sequenceNumber, 0)));
        } catch (InvalidOrderException e) {
            return Optional.empty();
        }
    }

    private static SentOrder sent(Order order) {
        return SentOrder.of(
                order.account().value(),
                order.vendor().value(),
                order.orderDate().toString(),
                order.unitPrice(),
                order.quantity(),
                order.details().toTree(),
                order.idempotencyKey().map(IdempotencyKey::value));
    }
}
