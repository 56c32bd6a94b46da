package io.orderstream.benchmark.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** The arithmetic, done by hand: orders of 1,024 bytes, a checkpoint a minute, files of 5 MiB. */
class PlanTest {

    private static final double PER_CORE = 12_000;

    @Test
    void atAThousandOrdersASecondTheDefaultsDo() {
        Plan plan = new Plan(1_000, PER_CORE);

        assertThat(plan.kpus()).isEqualTo(1);
        assertThat(plan.shards()).isEqualTo(1);
        assertThat(plan.slots()).isEqualTo(16);
        // 1,000 x 60 x 1,024 / 16 is 3.8 MB.
        assertThat(plan.filesPerCheckpoint()).isEqualTo(16);
        assertThat(plan.tablePartitions()).isEqualTo(1);
        assertThat(plan.prefixes()).isEqualTo(1);
        assertThat(plan.callsAtOnce()).isEqualTo(20, within(1e-9));
    }

    @Test
    void halfOfACoreIsForCatchingUp() {
        assertThat(new Plan(5_000, 10_000).kpus()).isEqualTo(1);
        assertThat(new Plan(5_001, 10_000).kpus()).isEqualTo(2);
    }

    @Test
    void noKpuKeepsMoreMarksThanOneWasMeasuredWith() {
        // 5,555 x 3,600 is 19.998 million, and one more order a second 20.002 million.
        assertThat(new Plan(5_555, PER_CORE).kpus()).isEqualTo(1);
        assertThat(new Plan(5_556, PER_CORE).kpus()).isEqualTo(2);
        assertThat(new Plan(100_000, 20_000).kpus()).isEqualTo(18);
    }

    @Test
    void aSlotsFilesOfAnHourAreOneList() {
        Plan plan = new Plan(100_000, PER_CORE);

        // 100,000 x 3,600 x 1,024 / 5,242,880 are 70,312.5 full files, beside 60 that are not.
        assertThat(plan.slots()).isEqualTo((int) Math.ceil(70_312.5 / (1_000 - 60)));
        // 100,000 x 60 x 1,024 / 75 is 81.9 MB: 15 full files and one that is not.
        assertThat(plan.filesPerCheckpoint()).isEqualTo(75 * 16);
        assertThat(plan.putsPerSecond()).isEqualTo(60, within(1e-9));
        assertThat(plan.shards()).isEqualTo(100);
        assertThat(plan.tablePartitions()).isEqualTo(100);
        assertThat(plan.callsAtOnce()).isEqualTo(2_000, within(1e-9));
    }

    @Test
    void eachSubtaskHasASlot_asFarAsThereAreSlots() {
        assertThat(new Plan(10_000, 1_000).kpus()).isEqualTo(20);
        assertThat(new Plan(10_000, 1_000).slots()).isEqualTo(20);
        assertThat(new Plan(1_000_000, PER_CORE).slots()).isEqualTo(128);
    }

    @Test
    void aPrefixTakesSoManyPuts() {
        Plan plan = new Plan(6_000_000, PER_CORE);

        assertThat(plan.putsPerSecond()).isBetween(3_500.0, 7_000.0);
        assertThat(plan.prefixes()).isEqualTo(2);
    }
}
