package io.orderstream.model.fuzz;

import java.util.Base64;

/** A record of the {@link Fuzzer}, with what is needed to make it again. */
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

    /** The bytes. Callers must not change them. */
    public byte[] data() {
        return data;
    }

    /** The partition key: 1 to 256 characters. */
    public String partitionKey() {
        return partitionKey;
    }

    /** Whether the record is a valid order or event, as far as the fuzzer knows. */
    public Verdict verdict() {
        return mutation.verdict();
    }

    /** The name of the mutation that made the record. */
    public String mutation() {
        return mutation.name();
    }

    /** What is needed to reproduce a failure: seed, number, and the bytes in base64. */
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
