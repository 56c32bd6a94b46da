package io.orderstream.benchmark.archive;

import io.orderstream.benchmark.standin.DynamoDbStandIn;
import io.orderstream.benchmark.standin.S3ArchiveStandIn;
import io.orderstream.model.Order;
import io.orderstream.query.InvoiceCalls;
import java.time.Duration;

/** Calls the query function for invoices out of a laid out archive. */
final class Lookups implements AutoCloseable {

    static final Duration DYNAMODB_LATENCY = Duration.ofMillis(5);
    static final Duration S3_LATENCY = Duration.ofMillis(25);

    /** What Amazon's performance guidelines for S3 reckon with for one request. */
    static final long S3_BYTES_PER_SECOND = 85_000_000;

    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    private final DynamoDbStandIn dynamoDb = new DynamoDbStandIn(DYNAMODB_LATENCY);
    private final S3ArchiveStandIn s3 = new S3ArchiveStandIn(S3_LATENCY, S3_BYTES_PER_SECOND);
    private final InvoiceCalls calls = InvoiceCalls.to(dynamoDb.endpoint(), s3.endpoint());

    /** The first request for an invoice, and the next one. */
    record FirstAndRepeated(Lookup first, Lookup repeated) {}

    /** Of an order whose line is there. */
    FirstAndRepeated archived(SlotHour hour, long number) {
        Order order = prepare(hour, number);
        s3.serve(hour.with(number));
        return new FirstAndRepeated(call(order, OK), call(order, OK));
    }

    /** Of an order whose line is not there yet. */
    Lookup notYet(SlotHour hour, long number) {
        Order order = prepare(hour, number);
        s3.serve(hour.before(number));
        return call(order, NOT_FOUND);
    }

    private Order prepare(SlotHour hour, long number) {
        Order order = Lines.order(number);
        dynamoDb.answerWith(item(order, hour, number));
        return order;
    }

    private Lookup call(Order order, int expected) {
        s3.reset();
        long start = System.nanoTime();
        int status = calls.get(order);
        double millis = (System.nanoTime() - start) / 1e6;
        if (status != expected) {
            throw new IllegalStateException("GET /invoice answered " + status);
        }
        return new Lookup(millis, s3.requests(), s3.sent());
    }

    private static String item(Order order, SlotHour hour, long number) {
        SlotHour.File file = hour.fileOf(number);
        return "{\"Item\":{"
                + String.join(
                        ",",
                        text("accountid", order.account().value()),
                        text("vendorid_orderid", order.vendor() + "#" + order.id()),
                        text("vendorid", order.vendor().value()),
                        text("orderid", order.id().value()),
                        text("orderdate", order.orderDate().toString()),
                        text("receivedat", hour.receivedAt(number).toString()),
                        text("details", order.details().json().replace("\"", "\\\"")),
                        number("unitprice", order.unitPrice().toPlainString()),
                        number("quantity", String.valueOf(order.quantity())),
                        number("total", order.total().toPlainString()),
                        text("archive", file.folder()),
                        number("part", String.valueOf(file.part())),
                        number("lineoffset", String.valueOf(hour.offsetOf(number))))
                + "}}";
    }

    private static String text(String name, String value) {
        return "\"" + name + "\":{\"S\":\"" + value + "\"}";
    }

    private static String number(String name, String value) {
        return "\"" + name + "\":{\"N\":\"" + value + "\"}";
    }

    @Override
    public void close() {
        calls.close();
        dynamoDb.close();
        s3.close();
    }
}
