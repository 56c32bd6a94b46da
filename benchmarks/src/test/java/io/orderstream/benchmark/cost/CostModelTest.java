package io.orderstream.benchmark.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.orderstream.embedded.stack.Installation;
import io.orderstream.embedded.template.Template;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class CostModelTest {

    private static final double CENT = 0.005;

    private final ThisDesign design = ThisDesign.withDefaults();
    private final ReplacedDesign replaced = ReplacedDesign.withDefaults();

    @Test
    void aDayWithoutOrdersHasOnlyFixedCosts() {
        // KPUs 2 x 0.11 x 24, storage 50 x 0.10 / 30.4, stream 0.04 x 24, alarms 31 x 0.10 / 30.4,
        // dashboard 3.00 / 30.4, logs 0.02 x 0.50
        assertThat(CostItem.sum(design.idleDay(new Workload(1))))
                .isEqualTo(5.28 + 0.16447 + 0.96 + 0.10197 + 0.09868 + 0.01, within(1e-4));
    }

    /**
     * A query in an alarm is billed for each metric that it reads. The query for back pressure
     * reads three metrics, one of each of the job's tasks. The other queries read one metric each.
     */
    @Test
    void theAlarmsHaveTheMetricsOfTheTemplate() {
        Path root = Path.of(System.getProperty("orderstream.root", ".."));
        JsonNode template = Template.load(new Installation(root).template()).json();
        long queries =
                template.findValues("Expression").stream()
                        .filter(expression -> expression.toString().contains("SELECT "))
                        .count();
        long metrics = template.findValues("MetricName").size() + queries + 2;

        assertThat(ThisDesign.alarms().usd())
                .isEqualTo(metrics * 0.10 / Workload.MONTH_DAYS, within(1e-9));
    }

    @Test
    void aMillionOrdersInADayAddTheirRequests() {
        assertThat(design.ordersOfDay(Workload.perDay(1e6)))
                .extracting(CostItem::usd)
                .satisfiesExactly(
                        api -> assertThat(api).isEqualTo(1.00, within(1e-9)),
                        lambda -> assertThat(lambda).isEqualTo(0.466668, within(1e-6)),
                        xray -> assertThat(xray).isEqualTo(132_080 * 5e-6, within(1e-6)),
                        logs -> assertThat(logs).isEqualTo(0.30, within(1e-9)),
                        kinesis -> assertThat(kinesis).isEqualTo(0.12, within(1e-9)),
                        kept -> assertThat(kept).isEqualTo(0.019737, within(1e-6)),
                        table -> assertThat(table).isEqualTo(2 * 0.625, within(1e-9)),
                        archive -> assertThat(archive).isEqualTo(0.3456, within(1e-4)));
    }

    @Test
    void aMillionOrdersWithAnEventEachAddTwiceTheRequestsAndAFileOfEventsForEachCheckpoint() {
        assertThat(design.ordersWithEventsOfDay(Workload.perDay(1e6)))
                .extracting(CostItem::usd)
                .satisfiesExactly(
                        api -> assertThat(api).isEqualTo(2.00, within(1e-9)),
                        lambda -> assertThat(lambda).isEqualTo(2 * 0.466668, within(1e-6)),
                        xray -> assertThat(xray).isEqualTo(182_080 * 5e-6, within(1e-6)),
                        logs -> assertThat(logs).isEqualTo(0.60, within(1e-9)),
                        kinesis -> assertThat(kinesis).isEqualTo(0.24, within(1e-9)),
                        kept -> assertThat(kept).isEqualTo(2 * 0.019737, within(1e-6)),
                        table -> assertThat(table).isEqualTo(4 * 0.625, within(1e-9)),
                        archive ->
                                assertThat(archive)
                                        .isEqualTo(0.3456 * (1 + 1 / 16.0), within(1e-4)));
    }

    @Test
    void eventsNeedCapacityOfTheirOwn() {
        // 3,000 orders and 3,000 events a second need two KPUs.
        Workload orders = new Workload(3_000);
        double idle = CostItem.sum(design.idleDay(new Workload(6_000)));
        double records = CostItem.sum(design.ordersWithEventsOfDay(orders));
        assertThat(design.usdPerMillionWithEvents(orders))
                .isEqualTo((idle + records) / (3_000 * 86_400) * 1e6, within(1e-9));
    }

    @Test
    void archiveRequestsDoNotGrowWithTheOrders_whileNoFileIsFull() {
        assertThat(archive(10)).isEqualTo(archive(1_000), within(1e-9));
    }

    @Test
    void filesThatFillBeforeTheCheckpointAddRequests() {
        // In each of the 16 slots, 10,000 x 60 x 1,024 / 16 bytes are 7.3 files of 5 MiB: seven
        // full files and one more.
        assertThat(design.filesPerCheckpoint(new Workload(10_000))).isEqualTo(16 * 8, within(1e-9));
        assertThat(archive(10_000)).isEqualTo(8 * archive(1_000), within(1e-9));
    }

    @Test
    void someSlotsStayEmptyWhenFewOrdersCome() {
        // A checkpoint with one order has one file. With 16 orders, about a third of the 16 slots
        // stay empty.
        assertThat(design.filesPerCheckpoint(new Workload(1 / 60.0))).isEqualTo(1, within(1e-9));
        assertThat(design.filesPerCheckpoint(new Workload(16 / 60.0)))
                .isEqualTo(10.303, within(1e-3));
        assertThat(design.filesPerCheckpoint(new Workload(100))).isEqualTo(16, within(1e-9));
    }

    @Test
    void theReplacedDesignPaysForAnObjectForEachOrder() {
        assertThat(replaced.ordersOfDay(Workload.perDay(1e6)))
                .filteredOn(item -> item.name().startsWith("S3"))
                .extracting(CostItem::usd)
                .containsExactly(5.00);
    }

    @Test
    void aConsumerIsInvokedForEachOrder_thenForEachPoll_thenForEachFullBatch_asTheRateGrows() {
        assertThat(replaced.invocationsPerSecond(new Workload(2))).isEqualTo(2);
        assertThat(replaced.invocationsPerSecond(new Workload(100))).isEqualTo(4);
        assertThat(replaced.invocationsPerSecond(new Workload(10_000))).isEqualTo(100);
    }

    @Test
    void apiRequestsBeyondThreeHundredMillionAMonthAreCheaper() {
        Workload workload = new Workload(1_000);
        double requests = workload.perMonth();
        assertThat(design.ordersOfDay(workload).get(0).usd() * Workload.MONTH_DAYS)
                .isEqualTo(300 + (requests - 300e6) * 0.9e-6, within(CENT));
    }

    @Test
    void theJobNeedsAnotherKpuForEachFourThousandOrdersASecond() {
        assertThat(List.of(1.0, 4_000.0, 4_001.0, 10_000.0))
                .extracting(rate -> design.kpus(new Workload(rate)))
                .containsExactly(1, 1, 2, 3);
    }

    @Test
    void theStreamNeedsAShardForEachThousandOrdersASecond() {
        assertThat(List.of(1.0, 1_000.0, 1_001.0, 10_000.0))
                .extracting(rate -> new Workload(rate).shards())
                .containsExactly(1, 1, 2, 10);
    }

    @Test
    void bothDesignsCostTheSameAtTheBreakEvenRate() {
        Workload even = new Workload(new CostBenchmark().breakEven());
        assertThat(design.usdPerMonth(even)).isEqualTo(replaced.usdPerMonth(even), within(CENT));
    }

    private double archive(double rate) {
        List<CostItem> items = design.ordersOfDay(new Workload(rate));
        return items.get(items.size() - 1).usd();
    }
}
