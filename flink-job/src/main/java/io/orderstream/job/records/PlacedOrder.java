package io.orderstream.job.records;

import io.orderstream.model.ArchiveLayout;
import io.orderstream.model.ReceivedOrder;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.TypeInfo;

/**
 * An order with its place in the archive. Both sinks take the place from here, so that the table
 * never points at another folder than the one that holds the order's line.
 */
@TypeInfo(PlacedOrderSerializer.TypeFactory.class)
public final class PlacedOrder {

    private final ReceivedOrder received;
    private final int slot;

    /** An order that goes to this slot of the archive. */
    public PlacedOrder(ReceivedOrder received, int slot) {
        this.received = Objects.requireNonNull(received, "received");
        this.slot = slot;
    }

    /** The order and its arrival. */
    public ReceivedOrder received() {
        return received;
    }

    /** The slot, from 0. */
    public int slot() {
        return slot;
    }

    /** The bucket of the archive's FileSink: {@code dt=2026-11-23/hh=10/slot=07}. */
    public String archiveBucket() {
        return ArchiveLayout.hourAndSlot(received.receivedAt(), slot);
    }

    /** The prefix that the order's item points at: {@code invoices/…/slot=07/}. */
    public String archivePrefix() {
        return ArchiveLayout.invoicePrefix(received.receivedAt(), slot);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PlacedOrder
                && received.equals(((PlacedOrder) other).received)
                && slot == ((PlacedOrder) other).slot;
    }

    @Override
    public int hashCode() {
        return Objects.hash(received, slot);
    }

    @Override
    public String toString() {
        return "PlacedOrder[" + received + ", slot " + slot + "]";
    }
}
