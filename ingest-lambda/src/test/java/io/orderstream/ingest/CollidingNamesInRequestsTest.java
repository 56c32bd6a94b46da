package io.orderstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.lambda.fixture.Event;
import io.orderstream.model.fuzz.CollidingNames;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Requests with names that collide in a JSON parser's table of names. */
class CollidingNamesInRequestsTest extends IngestFixture {

    @Test
    void ordersWithCollidingNamesAreAccepted_andSoIsALaterBatch() {
        List<String> hostile = CollidingNames.hostileOrders();
        for (String order : hostile) {
            assertThat(send(Event.of("post-order.json").body(order))).startsWith("202 ");
        }
        assertThat(send(Event.of("post-orders.json"))).startsWith("202 ");
        assertThat(stream.records()).hasSize(hostile.size() + 3);
    }

    @Test
    void aRequestWithCollidingNamesInHeadersAndParameters_isAccepted() {
        for (int i = 0; i < 8; i++) {
            Event event = Event.of("post-order.json");
            for (String name : CollidingNames.inBytes(i * 300_000, 300)) {
                event.header(name, "x").with(name, "y");
            }
            assertThat(send(event)).startsWith("202 ");
        }
    }
}
