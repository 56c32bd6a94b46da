package io.orderstream.benchmark.orders;

import io.orderstream.job.records.PlacedRecord;
import io.orderstream.model.Order;
import io.orderstream.model.OrderId;
import io.orderstream.model.ReceivedOrder;
import io.orderstream.model.storage.ArchiveLayout;
import io.orderstream.model.wire.InvalidOrderException;
import io.orderstream.model.wire.OrderCodec;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * Generates coffee orders. A number always gives the same order, and two numbers give two different
 * orders.
 *
 * <pre>{@code
 * byte[] posted = SampleOrders.posted(7);  // {"order":{"accountid":"a7",…}}
 * byte[] record = SampleOrders.record(7);  // the same order with its orderid, as on the stream
 * }</pre>
 */
public final class SampleOrders {

    /** The number of accounts in the orders. */
    public static final int ACCOUNTS = 10_000;

    /** The number of vendors in the orders. */
    public static final int VENDORS = 100;

    private static final Instant ARRIVAL = Instant.parse("2026-11-23T10:00:00Z");
    private static final String ARCHIVE =
            ArchiveLayout.invoicePrefix(ArchiveLayout.epochFolder(ARRIVAL, 7, "0"));
    private static final long FIRST_SECOND = ARRIVAL.getEpochSecond();
    private static final String[] COFFEES = {"Short Black", "Flat White", "Latte", "Espresso"};
    private static final String[] SIZES = {"Small", "Medium", "Large"};

    private SampleOrders() {}

    /** Returns an order as a client posts it, about 200 bytes long. */
    public static byte[] posted(long number) {
        return json(number, account(number)).getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the order with this number, but with another account. */
    public static byte[] posted(long number, String account) {
        return json(number, account).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Returns an event as a record of the stream, about 200 bytes long. Its order does not exist,
     * which makes no difference to the job.
     */
    public static byte[] event(long number) {
        OrderId order = OrderId.ofBits(ARRIVAL.toEpochMilli() << 16 | 0x8000L, 1L << 63 | number);
        return ("{\"event\":{\"type\":\"refunded\",\"accountid\":\""
                        + account(number)
                        + "\",\"vendorid\":\"v"
                        + number / ACCOUNTS % VENDORS
                        + "\",\"orderid\":\""
                        + order
                        + "\",\"eventdate\":\""
                        + ARRIVAL
                        + "\",\"amount\":\""
                        + (1 + number % 3)
                        + ".5\",\"reason\":\"it was cold\"}}")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the order as a record of the stream: normalised, with its {@code orderid}. */
    public static byte[] record(long number) {
        return OrderCodec.formatRecord(parse(posted(number)));
    }

    /** Parses a posted order into the form that the job passes to the table's sink. */
    public static PlacedRecord placed(byte[] posted) {
        return new PlacedRecord(new ReceivedOrder(parse(posted), ARRIVAL), ARCHIVE, 0, 0);
    }

    /**
     * Parses an order.
     *
     * @throws IllegalStateException if the order is invalid
     */
    public static Order parse(byte[] record) {
        try {
            return OrderCodec.parseRecord(record, Instant.now());
        } catch (InvalidOrderException e) {
            throw new IllegalStateException("A sample order is invalid: " + e.problems(), e);
        }
    }

    private static String account(long number) {
        return "a" + number % ACCOUNTS;
    }

    private static String json(long number, String account) {
        long micros = number % 1_000_000;
        return "{\"order\":{\"accountid\":\""
                + account
                + "\",\"vendorid\":\"v"
                + number / ACCOUNTS % VENDORS
                + "\",\"orderdate\":\""
                + date(number / 1_000_000)
                + padded(micros)
                + "\",\"details\":{\"coffeetype\":\""
                + COFFEES[(int) (number % COFFEES.length)]
                + "\",\"coffeesize\":\""
                + SIZES[(int) (number % SIZES.length)]
                + "\",\"unitprice\":\""
                + (3 + number % 5)
                + ".5\",\"quantity\":\""
                + (1 + number % 9)
                + "\"}}}";
    }

    /** Formats the date up to the fraction of the second: {@code 2026-11-23 10:11:12.}. */
    private static String date(long seconds) {
        String iso = Instant.ofEpochSecond(FIRST_SECOND + seconds).toString();
        return iso.substring(0, 10) + ' ' + iso.substring(11, 19) + '.';
    }

    private static String padded(long micros) {
        String digits = Long.toString(micros);
        return "000000".substring(digits.length()) + digits;
    }
}
