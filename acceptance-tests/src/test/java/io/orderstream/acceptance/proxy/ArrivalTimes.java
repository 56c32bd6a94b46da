package io.orderstream.acceptance.proxy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.function.UnaryOperator;

/** When records arrived on the stream, which the emulator says by its own clock. */
public final class ArrivalTimes {

    private static final String ARRIVAL = "ApproximateArrivalTimestamp";

    private ArrivalTimes() {}

    /**
     * A reader is told that each record arrived at another time.
     *
     * @param other a pure function, so that who reads again is told the same again
     */
    public static Fault changedBy(UnaryOperator<Instant> other) {
        return exchange -> {
            BodyFormat payload = BodyFormat.of(exchange.request());
            JsonNode answer = payload.read(exchange.forward(exchange.request().body()));
            for (JsonNode record : answer.path("Records")) {
                Instant arrival = Instant.ofEpochMilli(record.path(ARRIVAL).longValue());
                ((ObjectNode) record).put(ARRIVAL, other.apply(arrival).toEpochMilli());
            }
            exchange.answer(payload.answer(exchange.status(), answer));
        };
    }
}
