package io.orderstream.job.functions;

import io.orderstream.model.OrderId;
import java.io.Serializable;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/**
 * Decides which slot of the archive an order goes to. Each slot is a contiguous range of key groups
 * of {@code orderid}.
 *
 * <p>Each subtask also owns a contiguous range of key groups, and it writes only to the slots that
 * its range overlaps. So with S slots and P subtasks, a checkpoint has at most S + P - 1 folders of
 * orders for each hour, not S times P (docs/decisions/0001).
 */
public final class ArchiveSlots implements Serializable {

    private final int count;

    /**
     * Divides the archive into this many slots.
     *
     * @throws IllegalArgumentException if {@code count} is less than 1
     */
    public ArchiveSlots(int count) {
        if (count < 1) {
            throw new IllegalArgumentException(
                    "Archive slots: expected at least 1, found " + count);
        }
        this.count = count;
    }

    /** The slot of an order, from 0. The maximum parallelism is the number of key groups. */
    int slotOf(OrderId orderId, int maxParallelism) {
        int keyGroup = KeyGroupRangeAssignment.assignToKeyGroup(orderId, maxParallelism);
        return (int) ((long) keyGroup * count / maxParallelism);
    }
}
