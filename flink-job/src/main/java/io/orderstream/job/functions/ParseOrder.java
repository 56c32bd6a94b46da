package io.orderstream.job.functions;

import io.orderstream.job.records.RejectedRecord;
import io.orderstream.job.records.RejectedRecord.Reason;
import io.orderstream.job.records.RejectedRecordSerializer;
import io.orderstream.job.records.StreamRecord;
import io.orderstream.model.InvalidOrderException;
import io.orderstream.model.OrderCodec;
import io.orderstream.model.Problem;
import io.orderstream.model.ReceivedOrder;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Bytes to orders. What is not an order goes to {@link #REJECTED}: nothing is dropped, and no
 * record can stop the job.
 *
 * <p>Metric: {@code rejected}, a counter.
 */
public final class ParseOrder extends ProcessFunction<StreamRecord, ReceivedOrder> {

    /** The side output of records that are not orders. */
    public static final OutputTag<RejectedRecord> REJECTED =
            new OutputTag<>("rejected", RejectedRecordSerializer.TYPE);

    /**
     * The largest record that is looked into: 256 KiB, what the API takes as a body. A record can
     * be 10 MiB; parsing such things only to refuse them would hold back the orders behind them.
     */
    public static final int MAX_RECORD_BYTES = 256 * 1024;

    private transient Counter rejected;

    @Override
    public void open(OpenContext context) {
        rejected = JobMetrics.group(getRuntimeContext()).counter("rejected");
    }

    @Override
    public void processElement(StreamRecord record, Context context, Collector<ReceivedOrder> out) {
        int length = record.data().length;
        if (length > MAX_RECORD_BYTES) {
            Problem tooLarge =
                    new Problem(
                            Problem.ROOT,
                            "at most " + MAX_RECORD_BYTES + " bytes",
                            length + " bytes");
            reject(new RejectedRecord(Reason.TOO_LARGE, List.of(tooLarge), record), context);
            return;
        }
        ReceivedOrder order;
        try {
            order = new ReceivedOrder(OrderCodec.parseRecord(record.data()), record.receivedAt());
        } catch (InvalidOrderException e) {
            reject(new RejectedRecord(Reason.INVALID, e.problems(), record), context);
            return;
        }
        out.collect(order);
    }

    private void reject(RejectedRecord record, Context context) {
        rejected.inc();
        context.output(REJECTED, record);
    }
}
