package io.orderstream.acceptance.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** An order that producers send several times is stored once. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RepeatedOrdersITCase {

    private StackWithFaults stack;

    @BeforeAll
    void start() {
        stack = StackWithFaults.start("repeated-orders");
    }

    @AfterAll
    void stop() {
        if (stack != null) {
            stack.close();
        }
    }

    @Test
    void ordersAreSentTwoOrThreeTimes() {
        RepeatingProducer producer = new RepeatingProducer(stack);

        stack.scenario("each order sent two or three times, spelled differently")
                .orders(800)
                .badRecords(20)
                .sentBy(producer)
                .withoutRestart()
                .run();

        assertThat(producer.sent()).isGreaterThanOrEqualTo(2 * stack.size().times(800));
    }

    @Test
    void ordersAreSentAgainAfterTheJobHasRestarted() {
        RepeatingProducer producer = new RepeatingProducer(stack);

        stack.scenario("each order sent two or three times, before and after restarts")
                .orders(600)
                .badRecords(20)
                .sentBy(producer)
                .disrupt(JobControl::killTaskManager)
                .disrupt(JobControl::replaceCluster)
                .disrupt(job -> job.rescale(1))
                .disrupt(job -> job.rescale(2))
                .run();

        assertThat(producer.sent()).isGreaterThanOrEqualTo(2 * stack.size().times(600));
    }
}
