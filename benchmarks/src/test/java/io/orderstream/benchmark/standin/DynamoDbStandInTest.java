package io.orderstream.benchmark.standin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DynamoDbStandInTest {

    private static final String PUT =
            """
            {"PutRequest":{"Item":{"accountid":{"S":"busy"}}}}""";

    private final DynamoDbStandIn table = new DynamoDbStandIn(Duration.ZERO);

    @BeforeEach
    void throttle() {
        table.throttle("busy", 1);
    }

    @AfterEach
    void stop() {
        table.close();
    }

    @Test
    void afterAPauseTheThrottleAcceptsTheItemsOfOneSecond() throws Exception {
        // The throttle reads the clock of the machine, so the test has to wait.
        Thread.sleep(1_000);
        String puts = String.join(",", Collections.nCopies(3, PUT));

        assertThat(batchWrite("{\"RequestItems\":{\"orders\":[" + puts + "]}}")).isEqualTo(200);
        assertThat(table.items()).isEqualTo(1);
        assertThat(table.isIdle()).isTrue();
    }

    @Test
    void aBrokenRequestIsAnsweredWith500() throws Exception {
        assertThat(batchWrite("{\"PutRequest\"")).isEqualTo(500);
    }

    private int batchWrite(String body) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(table.endpoint())
                        .header("x-amz-target", "DynamoDB_20120810.BatchWriteItem")
                        .timeout(Duration.ofSeconds(10))
                        // The client sends the body only after the answer "100 Continue".
                        .expectContinue(true)
                        .POST(BodyPublishers.ofString(body))
                        .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode();
    }
}
