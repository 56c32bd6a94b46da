package io.orderstream.embedded.emulator;

/**
 * A service that is emulated on Node.js. The emulators do not check signatures, so they accept any
 * credentials and any region.
 */
public enum Emulator {
    /** The npm package {@code kinesis-local}. */
    KINESIS("Kinesis", "kinesis.js"),

    /**
     * The npm package {@code dynalite}. It differs from DynamoDB: it never throttles, it reports
     * zero items for every table, it measures the strings of an item in UTF-16 characters, and it
     * refuses transactions, streams and backups with an {@code UnknownOperationException}.
     */
    DYNAMODB("DynamoDB", "dynamodb.js");

    private final String service;
    private final String script;

    Emulator(String service, String script) {
        this.service = service;
        this.script = script;
    }

    /** The name of the emulator's script in {@code src/emulators}. */
    String script() {
        return script;
    }

    /** For messages, for example {@code Kinesis emulator}. */
    @Override
    public String toString() {
        return service + " emulator";
    }
}
