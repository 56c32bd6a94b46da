package io.orderstream.job.records;

/** The mark of an order that the job has seen. */
public enum Seen {
    /** The only value. An order that was not seen has no mark. */
    ONCE
}
