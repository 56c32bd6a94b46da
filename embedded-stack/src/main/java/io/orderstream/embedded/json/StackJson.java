package io.orderstream.embedded.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * The JSON mapper of all parts of the stack. Clients write some of its input: tokens and the
 * records of the stream. The answers of functions can also contain what a client wrote.
 */
public final class StackJson {

    /**
     * A mapper that does not use Jackson's table of field names. All documents would share this
     * table. A client could fill it with names that have the same hash, and make the parser fail
     * for everybody.
     */
    public static final JsonMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                                    .build())
                    .build();

    private StackJson() {}
}
