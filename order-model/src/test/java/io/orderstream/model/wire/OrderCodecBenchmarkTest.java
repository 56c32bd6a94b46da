package io.orderstream.model.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that the benchmark's records and posted orders contain the same valid orders. */
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
