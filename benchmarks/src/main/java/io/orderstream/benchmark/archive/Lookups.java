package io.orderstream.benchmark.archive;

import io.orderstream.benchmark.standin.DynamoDbStandIn;
import io.orderstream.benchmark.standin.S3ArchiveStandIn;
import io.orderstream.model.Order;
import io.orderstream.query.InvoiceCalls;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Calls the query function for invoices out of a laid out archive. */
final class Lookups implements AutoCloseable {

    static final Duration DYNAMODB_LATENCY = Duration.ofMillis(5);
    static final Duration S3_LATENCY = Duration.ofMillis(25);

    /** What Amazon's performance guidelines for S3 reckon with for one request. */
    static final long S3_BYTES_PER_SECOND = 85_000_000;

    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final long LATER = Duration.ofDays(1).toMillis();

    private final DynamoDbStandIn dynamoDb = new DynamoDbStandIn(DYNAMODB_LATENCY);
    private final S3ArchiveStandIn s3 = new S3ArchiveStandIn(S3_LATENCY, S3_BYTES_PER_SECOND);
    private final ArchiveClock clock = new ArchiveClock();
    private final InvoiceCalls now =
            InvoiceCalls.to(dynamoDb.endpoint(), s3.endpoint(), false, clock);
    private final InvoiceCalls former =
            InvoiceCalls.to(dynamoDb.endpoint(), s3.endpoint(), true, clock);

    /** The first request for an invoice, and the next one. */
    record FirstAndRepeated(Lookup first, Lookup repeated) {}

    /**
     * Of an order whose line is there.
     *
     * @param asBefore whether the function looks for it as it did before
     */
    FirstAndRepeated archived(SlotHour hour, long number, boolean asBefore) {
        Order order = prepare(hour, number);
        show(hour, LATER, number);
        return new FirstAndRepeated(call(order, asBefore, OK), call(order, asBefore, OK));
    }

    /** Of an order whose line is not there yet. */
    Lookup notYet(SlotHour hour, long number, boolean asBefore) {
        Order order = prepare(hour, number);
        show(hour, hour.lastMomentWithout(number), number);
        return call(order, asBefore, NOT_FOUND);
    }

    private Order prepare(SlotHour hour, long number) {
        Order order = Lines.order(number);
        dynamoDb.answerWith(item(order, hour.receivedAt(number), hour.prefix()));
        return order;
    }

    private void show(SlotHour hour, long time, long number) {
        s3.serve(hour.at(time, number));
        clock.now = hour.instant(time);
    }

    private Lookup call(Order order, boolean asBefore, int expected) {
        s3.reset();
        long start = System.nanoTime();
        int status = (asBefore ? former : now).get(order);
        double millis = (System.nanoTime() - start) / 1e6;
        if (status != expected) {
            throw new IllegalStateException("GET /invoice answered " + status);
        }
        return new Lookup(millis, s3.requests(), s3.sent());
    }

    private static String item(Order order, Instant receivedAt, String prefix) {
        return "{\"Item\":{"
                + String.join(
                        ",",
                        text("accountid", order.account().value()),
                        text("vendorid_orderid", order.vendor() + "#" + order.id()),
                        text("vendorid", order.vendor().value()),
                        text("orderid", order.id().value()),
                        text("orderdate", order.orderDate().toString()),
                        text("receivedat", receivedAt.toString()),
                        text("details", order.details().json().replace("\"", "\\\"")),
                        number("unitprice", order.unitPrice().toPlainString()),
                        number("quantity", String.valueOf(order.quantity())),
                        number("total", order.total().toPlainString()),
                        text("archive", prefix))
                + "}}";
    }

    private static String text(String name, String value) {
        return "\"" + name + "\":{\"S\":\"" + value + "\"}";
    }

    private static String number(String name, String value) {
        return "\"" + name + "\":{\"N\":\"" + value + "\"}";
    }

    /** It stands where the archive is. */
    private static final class ArchiveClock extends Clock {

        private volatile Instant now = Instant.EPOCH;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }

    @Override
    public void close() {
        now.close();
        former.close();
        dynamoDb.close();
        s3.close();
    }
}
