package io.orderstream.model.fuzz;

import java.util.Base64;

/** A record that somebody might put onto the stream, and how it can be made again. */
public final class FuzzedRecord {

    private final long seed;
    private final long number;
    private final Mutation mutation;
    private final String partitionKey;
    private final byte[] data;

    FuzzedRecord(long seed, long number, Mutation mutation, String partitionKey, byte[] data) {
        this.seed = seed;
        this.number = number;
        this.mutation = mutation;
        this.partitionKey = partitionKey;
        this.data = data;
    }

    /** The bytes; not to be changed. */
    public byte[] data() {
        return data;
    }

    /** 1 to 256 characters. */
    public String partitionKey() {
        return partitionKey;
    }

    /** Whether it is an order, as far as the fuzzer knows. */
    public Verdict verdict() {
        return mutation.verdict();
    }

    /** What was done to an order to make it. */
    public String mutation() {
        return mutation.name();
    }

    /** All that is needed to see it again: seed, number, and its bytes in base64. */
    @Override
    public String toString() {
        return "fuzzed record "
                + number
                + " of seed "
                + seed
                + " ("
                + mutation.name()
                + ", "
                + mutation.verdict()
                + "): "
                + Base64.getEncoder().encodeToString(data);
    }
}
