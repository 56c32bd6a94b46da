package io.orderstream.job.functions;

import io.orderstream.job.metrics.JobMetrics;
import io.orderstream.job.records.RecordTypes;
import io.orderstream.job.records.RejectedRecord;
import io.orderstream.job.records.RejectedRecord.Reason;
import io.orderstream.job.records.StreamRecord;
import io.orderstream.model.LogPosition;
import io.orderstream.model.Received;
import io.orderstream.model.wire.InvalidOrderException;
import io.orderstream.model.wire.Problem;
import io.orderstream.model.wire.RecordCodec;
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
 * Parses records into orders and events. A rejected record goes to {@link #REJECTED}, so no record
 * is lost. {@link Reason} lists why records are rejected. If the parser itself fails with an
 * exception or a {@link StackOverflowError}, the record is rejected, too, and the job goes on.
 *
 * <p>Metric: the counter {@code rejected}.
 */
public final class ParseRecord extends ProcessFunction<StreamRecord, Received> {

    /** Parses the bytes of a record. */
    @FunctionalInterface
    public interface Parser extends Serializable {

        /**
         * Returns the order or event in the bytes of a record.
         *
         * @param receivedAt when the record arrived on the stream
         * @param position where the record is in the log: its sequence number and, if it came in an
         *     aggregate, its index in the aggregate
         * @throws InvalidOrderException if the bytes are neither a valid order nor a valid event
         */
        Received parse(byte[] data, Instant receivedAt, LogPosition position)
                throws InvalidOrderException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(ParseRecord.class);

    private static final int LOGGED_FRAMES = 10;

    /** The side output of rejected records. */
    public static final OutputTag<RejectedRecord> REJECTED =
            new OutputTag<>("rejected", RecordTypes.REJECTED_RECORD);

    /**
     * The largest record that is parsed: 256 KiB, the API's limit for one order. A record of a
     * stream can have 10 MiB. Parsing such a record would delay the records behind it.
     */
    public static final int MAX_RECORD_BYTES = 256 * 1024;

    private static final String SOUND_RECORD = "an order, an event, or a sound aggregate of them";
    private static final String RECORD_LIMIT = "at most " + MAX_RECORD_BYTES + " bytes";
    private static final String READABLE_RECORD = "a record that the parser can read";

    private final Parser parser;

    private transient Counter rejected;
    private transient boolean failureLogged;

    /** Uses the parser of {@link RecordCodec}. */
    public ParseRecord() {
        this(RecordCodec::parse);
    }

    /** Uses another parser. If the parser throws an exception, the record is rejected. */
    public ParseRecord(Parser parser) {
        this.parser = parser;
    }

    @Override
    public void open(OpenContext context) {
        rejected = JobMetrics.group(getRuntimeContext().getMetricGroup()).counter("rejected");
    }

    @Override
    public void processElement(StreamRecord record, Context context, Collector<Received> out) {
        if (record.flaw().isPresent()) {
            String flaw = record.flaw().get().text();
            reject(Reason.UNSOUND_AGGREGATE, SOUND_RECORD, flaw, record, context);
            return;
        }
        int length = record.data().length;
        if (length > MAX_RECORD_BYTES) {
            reject(Reason.TOO_LARGE, RECORD_LIMIT, length + " bytes", record, context);
            return;
        }
        Received received;
        try {
            received = parser.parse(record.data(), record.receivedAt(), logPosition(record));
        } catch (InvalidOrderException e) {
            reject(new RejectedRecord(Reason.INVALID, e.problems(), record), context);
            return;
        } catch (RuntimeException | StackOverflowError e) {
            // This record would fail the job again after each restart. Errors that concern the
            // process, such as OutOfMemoryError, still fail the job.
            logOnce(e, record);
            reject(Reason.PARSER_FAILED, READABLE_RECORD, e.getClass().getName(), record, context);
            return;
        }
        out.collect(received);
    }

    private static LogPosition logPosition(StreamRecord record) {
        return LogPosition.of(record.position().sequenceNumber(), record.position().subSequence());
    }

    /** Logs the first failure, without its message, because the message may quote client data. */
    private void logOnce(Throwable failure, StreamRecord record) {
        if (failureLogged) {
            return;
        }
        failureLogged = true;
        LOG.error(
                "The parser failed on {}. The record is rejected. This subtask logs no further"
                        + " failures of the parser. {} at {}",
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
