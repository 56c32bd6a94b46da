package io.orderstream.benchmark.archive;

import io.orderstream.benchmark.orders.SampleOrders;
import io.orderstream.model.Order;
import io.orderstream.model.ReceivedOrder;
import io.orderstream.model.wire.OrderDocument;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/**
 * The archive's lines by number. One of them is a real order's; the others are a thousand real
 * orders' over and over, each with its own arrival and a few other digits in its id, since to make
 * all of them anew would take longer than to send them.
 */
final class Lines {

    private static final int KINDS = 1_000;
    private static final int RECEIVED_LENGTH = "2026-11-23T10:00:00.001Z".length();
    private static final int ID_END = "{\"orderid\":\"".length() + 36;

    private final Instant hour;
    private final byte[][] lines = new byte[KINDS][];
    private final int[] arrivals = new int[KINDS];

    /** Lines of orders that arrive in this hour. */
    Lines(Instant hour) {
        this.hour = hour;
        for (int kind = 0; kind < KINDS; kind++) {
            // With a thousandth, so that all digits of the time are there.
            String line =
                    document(SampleOrders.parse(SampleOrders.record(kind)), Duration.ofMillis(1));
            lines[kind] = line.getBytes(StandardCharsets.UTF_8);
            arrivals[kind] = line.indexOf("\"receivedat\":\"") + "\"receivedat\":\"".length();
        }
    }

    /** The real order with this number; none of the lines is its own. */
    static Order order(long number) {
        return SampleOrders.parse(SampleOrders.record(KINDS + number));
    }

    int length(long number) {
        return lines[(int) (number % KINDS)].length;
    }

    /** The line of an order that arrived so long after the hour began, with a line end. */
    String document(Order order, Duration arrival) {
        return OrderDocument.format(new ReceivedOrder(order, hour.plus(arrival))) + "\n";
    }

    /** Writes a line and tells where it ends. */
    int write(long number, long arrivalMillis, byte[] to, int start) {
        int kind = (int) (number % KINDS);
        byte[] line = lines[kind];
        System.arraycopy(line, 0, to, start, line.length);
        digits(number, to, start + ID_END, 8);
        int end = start + arrivals[kind] + RECEIVED_LENGTH;
        digits(arrivalMillis % 1_000, to, end - 1, 3);
        digits(arrivalMillis / 1_000 % 60, to, end - 5, 2);
        digits(arrivalMillis / 60_000 % 60, to, end - 8, 2);
        return start + line.length;
    }

    private static void digits(long value, byte[] to, int end, int count) {
        long left = value;
        for (int i = 1; i <= count; i++) {
            to[end - i] = (byte) ('0' + left % 10);
            left /= 10;
        }
    }
}
