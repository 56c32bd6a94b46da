package io.orderstream.acceptance.proxy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.function.UnaryOperator;

/**
 * Changes the arrival times of records on their way to a reader of the stream. The reader must use
 * CBOR, as the job does: in CBOR, an arrival time is in milliseconds, but in JSON it is in seconds.
 */
public final class ArrivalTimes {

    private static final String ARRIVAL = "ApproximateArrivalTimestamp";

    private ArrivalTimes() {}

    /**
     * Gives the reader another arrival time for each record.
     *
     * @param other computes the new arrival time from the original one; it must be a pure function,
     *     so that a second read gets the same times
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
