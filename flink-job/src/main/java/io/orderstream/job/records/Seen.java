package io.orderstream.job.records;

/** The mark of an order that the job has seen. */
public enum Seen {
    /** It is there, or it is not. */
    ONCE
}
