package io.orderstream.model.wire;

/** The names of the members of orders and events, in records, documents and posted batches. */
final class OrderMembers {

    static final String ORDER = "order";
    static final String ORDERS = "orders";
    static final String EVENT = "event";

    static final String ORDER_ID = "orderid";
    static final String ACCOUNT_ID = "accountid";
    static final String VENDOR_ID = "vendorid";
    static final String ORDER_DATE = "orderdate";
    static final String IDEMPOTENCY_KEY = "idempotencykey";
    static final String DETAILS = "details";

    static final String UNIT_PRICE = "unitprice";
    static final String QUANTITY = "quantity";
    static final String RECEIVED_AT = "receivedat";

    static final String EVENT_ID = "eventid";
    static final String TYPE = "type";
    static final String EVENT_DATE = "eventdate";
    static final String IF_VERSION = "ifversion";
    static final String SEQUENCE = "sequence";

    private OrderMembers() {}
}
