package io.orderstream.model.wire;

/** The names of an order's members on the wire. */
final class OrderMembers {

    static final String ORDER = "order";
    static final String ORDERS = "orders";

    static final String ORDER_ID = "orderid";
    static final String ACCOUNT_ID = "accountid";
    static final String VENDOR_ID = "vendorid";
    static final String ORDER_DATE = "orderdate";
    static final String DETAILS = "details";

    static final String UNIT_PRICE = "unitprice";
    static final String QUANTITY = "quantity";
    static final String TOTAL = "total";
    static final String RECEIVED_AT = "receivedat";

    private OrderMembers() {}
}
