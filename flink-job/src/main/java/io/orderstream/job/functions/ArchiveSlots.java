package io.orderstream.job.functions;

import io.orderstream.model.OrderId;
import java.io.Serializable;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/**
 * Which slot of the archive an order goes to: the key groups of {@code orderid}, cut into as many
 * contiguous ranges as there are slots.
 *
 * <p>A subtask owns a contiguous range of key groups too, so a slot has one writer (two where a
 * border between subtasks lies inside it), and a checkpoint closes about one file per slot whatever
 * the parallelism; more only at rates that fill a file before it.
 */
public final class ArchiveSlots implements Serializable {

    private final int count;

    /**
     * So many slots.
     *
     * @throws IllegalArgumentException if there is not at least one
     */
    public ArchiveSlots(int count) {
        if (count < 1) {
            throw new IllegalArgumentException(
                    "Archive slots: expected at least 1, found " + count);
        }
        this.count = count;
    }

    /**
     * The slot of an order, from 0; beyond {@code maxParallelism} slots some stay empty.
     *
     * @param orderId what the stream is keyed by
     * @param maxParallelism of the keyed operator: the number of its key groups
     */
    int slotOf(OrderId orderId, int maxParallelism) {
        int keyGroup = KeyGroupRangeAssignment.assignToKeyGroup(orderId, maxParallelism);
        return (int) ((long) keyGroup * count / maxParallelism);
    }
}
