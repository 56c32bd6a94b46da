package io.orderstream.embedded.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Tests what {@link Traffic} counts, and how it computes the quantiles. */
class TrafficTest {

    private static final String ACCEPTED = "{\"orderid\":\"o1\",\"status\":\"accepted\"}";

    private Instant now = Instant.ofEpochSecond(1_000);
    private final Traffic traffic = new Traffic(() -> now);

    @Test
    void eachSecondHasItsOrdersAndEvents() {
        post("/order", 202, ACCEPTED);
        post(
                "/orders",
                207,
                "{\"results\":["
                        + ACCEPTED
                        + ",{\"index\":1,\"status\":\"refused\"},"
                        + ACCEPTED
                        + "]}");
        post("/order/events", 202, ACCEPTED);
        now = now.plusSeconds(2);
        post("/order", 202, ACCEPTED);

        JsonNode json = traffic.json();

        assertThat(json.path("now").asLong()).isEqualTo(1_002);
        assertThat(json.path("seconds")).hasSize(2);
        assertThat(json.at("/seconds/0/second").asLong()).isEqualTo(1_000);
        assertThat(json.at("/seconds/0/orders").asInt()).isEqualTo(3);
        assertThat(json.at("/seconds/0/events").asInt()).isEqualTo(1);
        assertThat(json.at("/seconds/0/post/count").asInt()).isEqualTo(3);
        assertThat(json.at("/seconds/0/get/count").asInt()).isZero();
        assertThat(json.at("/seconds/0/get/median").isMissingNode()).isTrue();
        assertThat(json.at("/seconds/1/second").asLong()).isEqualTo(1_002);
        assertThat(json.at("/seconds/1/orders").asInt()).isEqualTo(1);
    }

    @Test
    void onlyAcceptedPostsCountAsOrders() {
        post("/order", 503, ACCEPTED);
        traffic.add("GET", "/order", 200, ACCEPTED.getBytes(UTF_8), Duration.ofMillis(1));

        JsonNode second = traffic.json().at("/seconds/0");

        assertThat(second.path("orders").asInt()).isZero();
        assertThat(second.at("/post/errors").asInt()).isEqualTo(1);
        assertThat(second.at("/get/errors").asInt()).isZero();
    }

    @Test
    void quantilesAreComputedByNearestRank_inMilliseconds() {
        for (int i = 100; i >= 1; i--) {
            traffic.add("GET", "/order", 200, new byte[0], Duration.ofMillis(i));
        }
        traffic.add("POST", "/order", 400, new byte[0], Duration.ofNanos(1_500_000));

        JsonNode second = traffic.json().at("/seconds/0");

        assertThat(second.at("/get/median").asDouble()).isEqualTo(50);
        assertThat(second.at("/get/p99").asDouble()).isEqualTo(99);
        assertThat(second.at("/post/median").asDouble()).isEqualTo(1.5);
        assertThat(second.at("/post/p99").asDouble()).isEqualTo(1.5);
    }

    @Test
    void aBusySecondHasTheQuantilesOfItsFirstThousandAnswers() {
        for (int i = 1; i <= 5_000; i++) {
            traffic.add("GET", "/order", 200, new byte[0], Duration.ofMillis(i));
        }

        JsonNode second = traffic.json().at("/seconds/0");

        assertThat(second.at("/get/count").asInt()).isEqualTo(5_000);
        assertThat(second.at("/get/p99").asDouble()).isEqualTo(990);
    }

    @Test
    void aSecondIsKeptFor61Seconds() {
        post("/order", 202, ACCEPTED);
        now = now.plusSeconds(61);
        assertThat(traffic.json().path("seconds")).hasSize(1);
        now = now.plusSeconds(1);
        assertThat(traffic.json().path("seconds")).isEmpty();
    }

    private void post(String path, int status, String body) {
        traffic.add("POST", path, status, body.getBytes(UTF_8), Duration.ofMillis(10));
    }
}
