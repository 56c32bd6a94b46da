package io.orderstream.job.functions;

import io.orderstream.job.records.ArchiveLine;
import io.orderstream.job.records.PlacedRecord;
import io.orderstream.job.records.RecordTypes;
import io.orderstream.model.Received;
import io.orderstream.model.ReceivedEvent;
import io.orderstream.model.ReceivedOrder;
import io.orderstream.model.storage.ArchiveLayout;
import io.orderstream.model.wire.EventDocument;
import io.orderstream.model.wire.OrderDocument;
import java.time.Clock;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Gives each order and each event its place in the archive. The archive line goes to {@link
 * #LINES}, and the order or event with its place goes to the main output.
 *
 * <p>Orders and events have separate folders. A reader who looks for one order searches only the
 * order's slot. All events of an hour are in one slot, because nobody looks for a single event in
 * the archive.
 *
 * <p>A line goes to the folder of the current epoch (docs/decisions/0001). An epoch begins when
 * this subtask starts, and at each of its checkpoints and savepoints. A checkpoint that fails after
 * its barrier has passed this subtask begins an epoch, too. A checkpoint that fails earlier does
 * not. The archive's writer is chained to this operator and ends its files at the same barriers. So
 * all files of a folder become visible with one checkpoint. The name of an epoch contains the start
 * time of the subtask, so a restarted job never continues an old folder.
 *
 * <p>This operator has no state, because an epoch is never continued after a restore.
 */
public final class PlaceInArchive extends ProcessFunction<Received, PlacedRecord>
        implements CheckpointedFunction {

    /** The side output of archive lines. */
    public static final OutputTag<ArchiveLine> LINES =
            new OutputTag<>("archive-lines", RecordTypes.ARCHIVE_LINE);

    private static final long NO_CHECKPOINT = 0;

    private static final int EVENT_SLOT = 0;

    private final ArchiveSlots slots;
    private final Clock clock;

    private transient int maxParallelism;
    private transient long startMillis;
    private transient ArchiveEpoch orders;
    private transient ArchiveEpoch events;

    /** Uses these slots and the system's clock. */
    public PlaceInArchive(ArchiveSlots slots) {
        this(slots, Clock.systemUTC());
    }

    /** Uses another clock, which must be serializable. */
    PlaceInArchive(ArchiveSlots slots, Clock clock) {
        this.slots = slots;
        this.clock = clock;
    }

    @Override
    public void initializeState(FunctionInitializationContext context) {}

    @Override
    public void open(OpenContext context) {
        maxParallelism = getRuntimeContext().getTaskInfo().getMaxNumberOfParallelSubtasks();
        startMillis = clock.millis();
        beginEpoch(NO_CHECKPOINT);
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) {
        beginEpoch(context.getCheckpointId());
    }

    private void beginEpoch(long checkpointId) {
        String epoch = ArchiveLayout.epoch(startMillis, checkpointId);
        orders = new ArchiveEpoch(epoch, ArchiveLayout::invoicePrefix);
        events = new ArchiveEpoch(epoch, ArchiveLayout::eventPrefix);
    }

    @Override
    public void processElement(Received received, Context context, Collector<PlacedRecord> out) {
        if (received instanceof ReceivedEvent) {
            byte[] line = EventDocument.line((ReceivedEvent) received);
            place(received, line, events, EVENT_SLOT, context, out);
        } else {
            byte[] line = OrderDocument.line((ReceivedOrder) received);
            int slot = slots.slotOf(received.orderId(), maxParallelism);
            place(received, line, orders, slot, context, out);
        }
    }

    private static void place(
            Received received,
            byte[] line,
            ArchiveEpoch epoch,
            int slot,
            Context context,
            Collector<PlacedRecord> out) {
        ArchiveEpoch.Folder folder = epoch.add(received.receivedAt(), slot, line.length);
        context.output(LINES, new ArchiveLine(folder.prefix(), line));
        out.collect(new PlacedRecord(received, folder.prefix(), folder.part(), folder.offset()));
    }
}
