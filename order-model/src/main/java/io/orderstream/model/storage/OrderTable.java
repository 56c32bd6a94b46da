package io.orderstream.model.storage;

import io.orderstream.model.OrderId;
import io.orderstream.model.VendorId;

/**
 * The table of orders: one item per order. The order in an item never changes. The arrival time and
 * the place belong to the copy that was written last.
 *
 * <p>The partition key is {@link #ACCOUNT_ID}. The sort key is {@link #VENDOR_ID_ORDER_ID}, of the
 * form {@code <vendorid>#<orderid>}, so one Query finds an account's orders with one vendor, sorted
 * by time.
 */
public final class OrderTable {

    /** String, partition key. */
    public static final String ACCOUNT_ID = "accountid";

    /** String, sort key: {@link #sortKey}. */
    public static final String VENDOR_ID_ORDER_ID = "vendorid_orderid";

    /** String. */
    public static final String VENDOR_ID = "vendorid";

    /** String. */
    public static final String ORDER_ID = "orderid";

    /** String: UTC, ISO-8601. */
    public static final String ORDER_DATE = "orderdate";

    /** String: arrival on the stream, UTC, ISO-8601. */
    public static final String RECEIVED_AT = "receivedat";

    /** String: the details as compact JSON. */
    public static final String DETAILS = "details";

    /** Number. */
    public static final String UNIT_PRICE = "unitprice";

    /** Number. */
    public static final String QUANTITY = "quantity";

    /** Number. */
    public static final String TOTAL = "total";

    /**
     * String: the folder in the bucket that has the order's archive line, with a slash at its end.
     */
    public static final String ARCHIVE = "archive";

    /** Number, from 0: which of the writer's files in that folder probably has the line. */
    public static final String PART = "part";

    /** Number, from 0: at which byte of that file the line probably begins. */
    public static final String LINE_OFFSET = "lineoffset";

    /**
     * The index of an account's orders, sorted by time: partition key {@link #ACCOUNT_ID}, sort key
     * {@link #ORDER_ID}, all attributes.
     */
    public static final String BY_ACCOUNT = "ByAccount";

    private OrderTable() {}

    /** The sort key of an order. */
    public static String sortKey(VendorId vendor, OrderId order) {
        return sortKeyPrefix(vendor) + order;
    }

    /** The prefix of the sort keys of all orders with this vendor. */
    public static String sortKeyPrefix(VendorId vendor) {
        return vendor + "#";
    }
}
