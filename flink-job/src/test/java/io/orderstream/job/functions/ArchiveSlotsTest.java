package io.orderstream.job.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.orderstream.model.OrderId;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArchiveSlotsTest {

    @ParameterizedTest
    @CsvSource({"1, 128", "16, 128", "16, 720", "7, 128", "128, 128"})
    void everySlotIsUsed_andIsOneRangeOfKeyGroups(int count, int maxParallelism) {
        Map<Integer, Set<Integer>> keyGroupsBySlot = new TreeMap<>();
        for (int i = 0; i < 20_000; i++) {
            OrderId id = id(i);
            keyGroupsBySlot
                    .computeIfAbsent(
                            new ArchiveSlots(count).slotOf(id, maxParallelism),
                            slot -> new TreeSet<>())
                    .add(KeyGroupRangeAssignment.assignToKeyGroup(id, maxParallelism));
        }

        assertThat(keyGroupsBySlot.keySet())
                .containsExactlyElementsOf(
                        IntStream.range(0, count).boxed().collect(Collectors.toList()));
        int next = 0;
        for (Set<Integer> keyGroups : keyGroupsBySlot.values()) {
            assertThat(keyGroups)
                    .containsExactlyElementsOf(
                            IntStream.range(next, next + keyGroups.size())
                                    .boxed()
                                    .collect(Collectors.toList()));
            next += keyGroups.size();
        }
        assertThat(next).isEqualTo(maxParallelism);
    }

    @Test
    void eachOf16SlotsHasOneWriter_atParallelism4() {
        Map<Integer, Set<Integer>> writersBySlot = new TreeMap<>();
        for (int i = 0; i < 20_000; i++) {
            OrderId id = id(i);
            writersBySlot
                    .computeIfAbsent(new ArchiveSlots(16).slotOf(id, 128), slot -> new HashSet<>())
                    .add(KeyGroupRangeAssignment.assignKeyToParallelOperator(id, 128, 4));
        }

        assertThat(writersBySlot.values())
                .hasSize(16)
                .allSatisfy(writers -> assertThat(writers).hasSize(1));
    }

    @Test
    void zeroSlotsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ArchiveSlots(0))
                .withMessage("Archive slots: expected at least 1, found 0");
    }

    private static OrderId id(int number) {
        long hash = new SplittableRandom(number).nextLong();
        return OrderId.ofBits((hash & ~0xf000L) | 0x8000L, (hash >>> 2) | Long.MIN_VALUE);
    }
}
