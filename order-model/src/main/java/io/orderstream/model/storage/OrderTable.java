package io.orderstream.model.storage;

import io.orderstream.model.OrderId;
import io.orderstream.model.VendorId;

/**
 * The table of orders: one item per order. The order in it never changes; arrival and place are
 * those of the copy that was written last. Partition key {@link #ACCOUNT_ID}, sort key {@link
 * #VENDOR_ID_ORDER_ID}, which reads {@code <vendorid>#<orderid>}, so that an account's orders with
 * one vendor stand together and in the order of time.
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

    /** String: the JSON text as it was sent, compact. Names inside it are the client's. */
    public static final String DETAILS = "details";

    /** Number. */
    public static final String UNIT_PRICE = "unitprice";

    /** Number. */
    public static final String QUANTITY = "quantity";

    /** Number. */
    public static final String TOTAL = "total";

    /** String: the folder in the bucket that has the order's archive line, with a closing slash. */
    public static final String ARCHIVE = "archive";

    /** Number: which of its writer's files in that folder probably has the line, from 0. */
    public static final String PART = "part";

    /** Number: at which byte of that file the line probably begins. */
    public static final String LINE_OFFSET = "lineoffset";

    /**
     * The index over an account's orders in the order of time: partition key {@link #ACCOUNT_ID},
     * sort key {@link #ORDER_ID}, all attributes.
     */
    public static final String BY_ACCOUNT = "ByAccount";

    private OrderTable() {}

    /** The sort key of an order. */
    public static String sortKey(VendorId vendor, OrderId order) {
        return sortKeyPrefix(vendor) + order;
    }

    /** What the sort keys of all orders with this vendor begin with. */
    public static String sortKeyPrefix(VendorId vendor) {
        return vendor + "#";
    }
}
