package io.orderstream.job.sink;

import static io.orderstream.job.RecordBuilder.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.orderstream.job.JobConfig;
import io.orderstream.job.records.PlacedOrder;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The orders that a checkpoint takes along. */
class OrderTableSinkTest {

    private final SimpleVersionedSerializer<PlacedOrder> serializer =
            OrderTableSink.of(config()).getWriterStateSerializer();

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "\u2615\uD83D\uDE00"})
    void anUnconfirmedOrderComesBack(String text) throws Exception {
        // Longer than writeUTF can hold: 63,000 bytes of UTF-8 that it counts as 81,000.
        String details = "{\"unitprice\":1,\"quantity\":1,\"note\":\"" + text.repeat(9_000) + "\"}";
        PlacedOrder order = order().details(details).inSlot(3);

        byte[] bytes = serializer.serialize(order);

        assertThat(serializer.deserialize(serializer.getVersion(), bytes)).isEqualTo(order);
    }

    @Test
    void anotherVersionIsRefused() throws Exception {
        byte[] bytes = serializer.serialize(order().inSlot(3));

        assertThatIOException()
                .isThrownBy(() -> serializer.deserialize(2, bytes))
                .withMessage(
                        "Unconfirmed orders: this job reads version 3, the snapshot has version 2");
    }

    private static JobConfig config() {
        return JobConfig.of(
                Map.of(
                        "source",
                        properties(
                                "stream.arn",
                                "arn:aws:kinesis:us-east-1:000000000000:stream/orders"),
                        "table",
                        properties("name", "orders", "region", "us-east-1"),
                        "archive",
                        properties("bucket", "orders")));
    }

    private static Properties properties(String... keysAndValues) {
        Properties properties = new Properties();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            properties.setProperty(keysAndValues[i], keysAndValues[i + 1]);
        }
        return properties;
    }
}
