package io.orderstream.embedded.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** The one mapper of the stack. Its trees may come from a client: a body, a token, an answer. */
public final class StackJson {

    /**
     * Without Jackson's table of member names, which one document leaves to the next: names that
     * collide in it would fail a parser, and those after it.
     */
    public static final JsonMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                                    .build())
                    .build();

    private StackJson() {}
}
