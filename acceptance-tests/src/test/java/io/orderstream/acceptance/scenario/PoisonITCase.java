package io.orderstream.acceptance.scenario;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** No order is lost or duplicated while most records on the stream are fuzzed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PoisonITCase {

    /**
     * A short run multiplies this number by its scale, which is 0.5. The resulting 500 orders are
     * ten batches, with a hundred fuzzed records after each batch.
     */
    private static final int ORDERS = 1_000;

    private static final int PER_BATCH = 100;

    /**
     * A soak multiplies this number by its scale, which is 5. The resulting 15,000 orders are three
     * hundred batches, with 334 fuzzed records after each batch.
     */
    private static final int ORDERS_OF_A_SOAK = 3_000;

    private static final int PER_BATCH_OF_A_SOAK = 334;

    private StackWithFaults stack;

    @BeforeAll
    void start() {
        stack =
                StackWithFaults.start(
                        "poison", options -> options.withShards(2 * options.shards()));
    }

    @AfterAll
    void stop() {
        if (stack != null) {
            stack.close();
        }
    }

    @Test
    void ordersKeepFlowing_andEveryFuzzedRecordIsStored() {
        boolean isShort = stack.size().isShort();
        TimeToReadable timeToReadable = new TimeToReadable(stack.api(), stack.size().seed());
        PoisoningProducer producer =
                new PoisoningProducer(
                        stack,
                        Producer.ofTheApi(stack.api()),
                        isShort ? PER_BATCH : PER_BATCH_OF_A_SOAK,
                        timeToReadable);

        stack.scenario("fuzzed records between orders")
                .orders(isShort ? ORDERS : ORDERS_OF_A_SOAK)
                .sentBy(producer)
                .withoutRestart()
                .run();

        // The times depend on the machine, so they are only printed. Each measured order became
        // readable, or the measurement would have failed.
        System.out.println(producer.fuzzedRecords() + " fuzzed records; " + timeToReadable);
    }
}
