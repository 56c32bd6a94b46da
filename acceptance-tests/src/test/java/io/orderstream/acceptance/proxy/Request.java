package io.orderstream.acceptance.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A request on its way to a service.
 *
 * @param caller who was given the proxy's address: a function's or the job's name in the template
 * @param operation as in {@code kinesis:PutRecords} or {@code s3:UploadPart}
 * @param message its bytes
 */
public record Request(String caller, String operation, HttpMessage message) {

    static Request of(String caller, HttpMessage message) {
        return new Request(caller, OperationNames.of(message), message);
    }

    /** GET and so on. */
    public String method() {
        return message.method();
    }

    /** Path and query. */
    public String target() {
        return message.target();
    }

    /**
     * A header's value, empty if there is none.
     *
     * @param name in lower case
     */
    public String header(String name) {
        return message.header(name);
    }

    /** What it carries. */
    public byte[] body() {
        try {
            return message.body();
        } catch (IOException e) {
            throw new UncheckedIOException("A body in chunks that cannot be read", e);
        }
    }

    @Override
    public String toString() {
        return caller + " " + operation + " " + target();
    }
}
