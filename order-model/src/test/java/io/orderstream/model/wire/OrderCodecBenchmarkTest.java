package io.orderstream.model.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests that the benchmark gets the same valid order from a record and from a posted order. Of the
 * benchmark's orders, the test compares only one of each size.
 */
class OrderCodecBenchmarkTest {

    @ParameterizedTest
    @ValueSource(strings = {"small", "large"})
    void readsTheSameOrderFromARecordAndFromAPost(String size) throws Exception {
        OrderCodecBenchmark benchmark = new OrderCodecBenchmark();
        benchmark.order = size;
        benchmark.fill();
        OrderCodecBenchmark sameOrders = new OrderCodecBenchmark();
        sameOrders.order = size;
        sameOrders.fill();

        assertThat(benchmark.recordToOrder()).isEqualTo(sameOrders.postedToOrder());
        assertThat(benchmark.recordToTree().path("order").has("orderid")).isTrue();
        assertThat(benchmark.postedToTree().path("order").has("orderid")).isFalse();
    }
}
