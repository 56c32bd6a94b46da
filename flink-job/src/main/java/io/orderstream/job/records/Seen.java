package io.orderstream.job.records;

/** The mark of an order or event that the job has seen. */
public enum Seen {
    /** The only value. An order or event that was not seen has no mark. */
    ONCE
}
