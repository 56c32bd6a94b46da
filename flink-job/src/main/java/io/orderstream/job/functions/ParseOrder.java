package io.orderstream.job.functions;

import io.orderstream.job.metrics.JobMetrics;
import io.orderstream.job.records.RecordTypes;
import io.orderstream.job.records.RejectedRecord;
import io.orderstream.job.records.RejectedRecord.Reason;
import io.orderstream.job.records.StreamRecord;
import io.orderstream.model.Order;
import io.orderstream.model.ReceivedOrder;
import io.orderstream.model.wire.InvalidOrderException;
import io.orderstream.model.wire.OrderCodec;
import io.orderstream.model.wire.Problem;
import java.io.Serializable;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bytes to orders. What is not an order goes to {@link #REJECTED}: nothing is dropped, and no
 * record can stop the job, not even one on which the parser fails.
 *
 * <p>Metric: {@code rejected}, a counter.
 */
public final class ParseOrder extends ProcessFunction<StreamRecord, ReceivedOrder> {

    /** Makes an order of a record's bytes. */
    @FunctionalInterface
    public interface Parser extends Serializable {

        /**
         * The order in a record.
         *
         * @param receivedAt when the record arrived on the stream
         * @throws InvalidOrderException if the bytes are not a valid order
         */
        Order parse(byte[] data, Instant receivedAt) throws InvalidOrderException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(ParseOrder.class);

    private static final int LOGGED_FRAMES = 10;

    /** The side output of records that are not orders. */
    public static final OutputTag<RejectedRecord> REJECTED =
            new OutputTag<>("rejected", RecordTypes.REJECTED_RECORD);

    /**
     * The largest record that is looked into: 256 KiB, what the API takes as a body. A record can
     * be 10 MiB; parsing such things only to refuse them would hold back the orders behind them.
     */
    public static final int MAX_RECORD_BYTES = 256 * 1024;

    private static final String SOUND = "an order, or a sound aggregate of orders";
    private static final String SMALL = "at most " + MAX_RECORD_BYTES + " bytes";
    private static final String READABLE = "a record that the parser can read";

    private final Parser parser;

    private transient Counter rejected;
    private transient boolean failureLogged;

    /** The parser of {@link OrderCodec}. */
    public ParseOrder() {
        this(OrderCodec::parseRecord);
    }

    /** Another parser; whatever it throws, the job goes on. */
    public ParseOrder(Parser parser) {
        this.parser = parser;
    }

    @Override
    public void open(OpenContext context) {
        rejected = JobMetrics.group(getRuntimeContext().getMetricGroup()).counter("rejected");
    }

    @Override
    public void processElement(StreamRecord record, Context context, Collector<ReceivedOrder> out) {
        if (record.flaw().isPresent()) {
            String flaw = record.flaw().get().text();
            reject(Reason.UNSOUND_AGGREGATE, SOUND, flaw, record, context);
            return;
        }
        int length = record.data().length;
        if (length > MAX_RECORD_BYTES) {
            reject(Reason.TOO_LARGE, SMALL, length + " bytes", record, context);
            return;
        }
        ReceivedOrder order;
        try {
            order =
                    new ReceivedOrder(
                            parser.parse(record.data(), record.receivedAt()), record.receivedAt());
        } catch (InvalidOrderException e) {
            reject(new RejectedRecord(Reason.INVALID, e.problems(), record), context);
            return;
        } catch (RuntimeException | StackOverflowError e) {
            // The record would fail the job again after each restart. Other errors, as of memory or
            // of classes, tell of the process and not of the record: Flink has to see them.
            logOnce(e, record);
            reject(Reason.PARSER_FAILED, READABLE, e.getClass().getName(), record, context);
            return;
        }
        out.collect(order);
    }

    /** Where the parser failed, without the failure's message, which may quote the client. */
    private void logOnce(Throwable failure, StreamRecord record) {
        if (failureLogged) {
            return;
        }
        failureLogged = true;
        LOG.error(
                "The parser failed on {}, which is rejected. Further failures of this subtask are not"
                        + " logged. {} at {}",
                record,
                failure.getClass().getName(),
                Arrays.stream(failure.getStackTrace())
                        .limit(LOGGED_FRAMES)
                        .map(StackTraceElement::toString)
                        .collect(Collectors.joining(", ")));
    }

    private void reject(
            Reason reason, String expected, String found, StreamRecord record, Context context) {
        Problem problem = new Problem(Problem.ROOT, expected, found);
        reject(new RejectedRecord(reason, List.of(problem), record), context);
    }

    private void reject(RejectedRecord record, Context context) {
        rejected.inc();
        context.output(REJECTED, record);
    }
}
