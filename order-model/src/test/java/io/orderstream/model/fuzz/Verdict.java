package io.orderstream.model.fuzz;

/**
 * Whether a fuzzed record is a valid order. The fuzzer knows it from the mutation, not from the
 * codec.
 */
public enum Verdict {
    /** A valid order, perhaps an unusual one. */
    ORDER,
    /** Not a valid order. */
    NO_ORDER,
    /** Unknown: a random change may have hit only white space. */
    UNKNOWN
}
