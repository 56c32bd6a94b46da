package io.orderstream.model.fuzz;

/** What the fuzzer knows about a record, not from the codec but from what it did to an order. */
public enum Verdict {
    /** Odd, and within the rules. */
    ORDER,
    /** It broke a rule. */
    NO_ORDER,
    /** Chance decided; it may have hit a blank. */
    UNKNOWN
}
