package io.orderstream.model.storage;

import io.orderstream.model.OrderEvent;
import io.orderstream.model.OrderId;
import io.orderstream.model.ReceivedEvent;
import io.orderstream.model.VendorId;

/**
 * The table of orders and events. It has one item per order. If the job writes an order again, the
 * new item replaces the old one. The content of the order stays the same. The arrival time, the
 * place in the archive and the spelling of the details are then those of the last copy. An event
 * has one item for each of its records, except the records that the job drops as duplicates. No
 * other record overwrites such an item. Only items of events have {@link #TYPE}.
 *
 * <p>The partition key is {@link #ACCOUNT_ID}. The sort key is {@link #VENDOR_ID_ORDER_ID}. For an
 * order it is {@code <vendorid>#<orderid>}, and for an event {@code
 * <vendorid>#<orderid>#<sequence>#<eventid>}. So one Query finds an account's orders with one
 * vendor, sorted by time. Each order is followed by its events, in the sequence of the log. The log
 * is the Kinesis stream.
 */
public final class OrderTable {

    /** String, partition key. */
    public static final String ACCOUNT_ID = "accountid";

    /** String, sort key: {@link #sortKey}. */
    public static final String VENDOR_ID_ORDER_ID = "vendorid_orderid";

    /** String, of an order. Items of events have the vendor only in the sort key. */
    public static final String VENDOR_ID = "vendorid";

    /** String: the id of the order or, in the item of an event, the id of the event's order. */
    public static final String ORDER_ID = "orderid";

    /** String, of an order: UTC, ISO-8601. */
    public static final String ORDER_DATE = "orderdate";

    /** String: arrival on the stream, UTC, ISO-8601. */
    public static final String RECEIVED_AT = "receivedat";

    /** String, of an order: the details as compact JSON. */
    public static final String DETAILS = "details";

    /** Number, of an order. */
    public static final String UNIT_PRICE = "unitprice";

    /** Number, of an order. */
    public static final String QUANTITY = "quantity";

    /** Number, of an order. */
    public static final String TOTAL = "total";

    /** String: the key that the client gave the order or event. Missing if there is no key. */
    public static final String IDEMPOTENCY_KEY = "idempotencykey";

    /** String, of an event: its type. */
    public static final String TYPE = "type";

    /** String, of an event: UTC, ISO-8601. */
    public static final String EVENT_DATE = "eventdate";

    /** String, of an event: its position in the log, as {@code LogPosition} writes it. */
    public static final String SEQUENCE = "sequence";

    /**
     * Number, of an event: the version that the order must have. Missing if the event requires
     * none.
     */
    public static final String IF_VERSION = "ifversion";

    /** String: the folder in the bucket that has the archive line, with a slash at its end. */
    public static final String ARCHIVE = "archive";

    /**
     * Number: the number of the file that probably has the archive line. After a failure, the job
     * may write the line to another file. Each writer of the archive counts its files in the folder
     * {@link #ARCHIVE} from 0.
     */
    public static final String PART = "part";

    /** Number, from 0: at which byte of the file {@link #PART} the archive line probably begins. */
    public static final String LINE_OFFSET = "lineoffset";

    /**
     * The index of an account's orders and events, sorted by the time of the order: partition key
     * {@link #ACCOUNT_ID}, sort key {@link #ORDER_ID}, all attributes. An order and its events have
     * the same key in the index.
     */
    public static final String BY_ACCOUNT = "ByAccount";

    private OrderTable() {}

    /** The sort key of an order. */
    public static String sortKey(VendorId vendor, OrderId order) {
        return sortKeyPrefix(vendor) + order;
    }

    /** The sort key of an event. */
    public static String sortKey(ReceivedEvent received) {
        OrderEvent event = received.event();
        return eventKeyPrefix(event.vendor(), event.orderId())
                + received.position()
                + "#"
                + event.id();
    }

    /** The prefix of the sort keys of all events of this order. */
    public static String eventKeyPrefix(VendorId vendor, OrderId order) {
        return sortKey(vendor, order) + "#";
    }

    /** The prefix of the sort keys of all orders and events with this vendor. */
    public static String sortKeyPrefix(VendorId vendor) {
        return vendor + "#";
    }
}
