package io.orderstream.model.fuzz;

/**
 * Whether a fuzzed record is a valid order or event. The fuzzer takes the verdict from the
 * mutation, not from the codec.
 */
public enum Verdict {
    /** A valid order, perhaps an unusual one. */
    ORDER,
    /** A valid event, perhaps an unusual one. */
    EVENT,
    /** Neither a valid order nor a valid event, or a record that is too large for the job. */
    NEITHER,
    /** Unknown: a record may still be valid after a random change. */
    UNKNOWN
}
