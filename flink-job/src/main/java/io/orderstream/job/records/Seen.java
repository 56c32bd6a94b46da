package io.orderstream.job.records;

/** The mark of an order or event that the job has seen. */
public enum Seen {
    /** The only value. What was not seen has no mark. */
    ONCE
}
