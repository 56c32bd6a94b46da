package io.orderstream.acceptance.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A request on its way to a service.
 *
 * @param caller the caller that uses the proxy: the logical id of a function or of the job in the
 *     template
 * @param operation the operation, such as {@code kinesis:PutRecords} or {@code s3:UploadPart}
 * @param message the HTTP request
 */
public record Request(String caller, String operation, HttpMessage message) {

    static Request of(String caller, HttpMessage message) {
        return new Request(caller, OperationNames.of(message), message);
    }

    /** The HTTP method. */
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
     * @param name the name in lower case
     */
    public String header(String name) {
        return message.header(name);
    }

    /** The body, without the chunked coding. */
    public byte[] body() {
        try {
            return message.body();
        } catch (IOException e) {
            throw new UncheckedIOException("The chunks of a body cannot be read", e);
        }
    }

    @Override
    public String toString() {
        return caller + " " + operation + " " + target();
    }
}
