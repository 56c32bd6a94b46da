package io.orderstream.job;

import io.orderstream.job.functions.ArchiveSlots;
import io.orderstream.job.functions.Deduplicate;
import io.orderstream.job.functions.ParseRecord;
import io.orderstream.job.functions.PlaceInArchive;
import io.orderstream.job.records.ArchiveLine;
import io.orderstream.job.records.PlacedRecord;
import io.orderstream.job.records.RecordTypes;
import io.orderstream.job.records.RejectedRecord;
import io.orderstream.job.records.StreamRecord;
import io.orderstream.model.Received;
import java.time.Duration;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * The topology: parse, deduplicate, fan out.
 *
 * <pre>{@code
 * records ── parse ──┬── by orderid ── deduplicate ── place ──┬── table
 *                    │                                        └── archive
 *                    └── rejected
 * }</pre>
 *
 * <p>The source and the sinks are parameters, so the job, the tests and the benchmarks run the same
 * topology.
 */
public final class OrderPipeline {

    private OrderPipeline() {}

    /**
     * Adds the topology to the environment of {@code records}.
     *
     * <pre>{@code
     * OrderPipeline.define(records, table, archive, rejected, 16, Duration.ofHours(1));
     * records.getExecutionEnvironment().execute();
     * }</pre>
     *
     * @param records the records of the stream; the caller has set the uid of the source
     * @param table gets each order and event, some of them more than once: a copy that arrives
     *     after {@code deduplicationTtl} is not dropped, and after a failure records are processed
     *     again. So the sink must be idempotent.
     * @param archive gets the archive lines of the same orders and events. Its writer is chained to
     *     the operator that assigns the places, so both see a checkpoint barrier after the same
     *     line.
     * @param rejected gets the records that {@link ParseRecord} rejects
     * @param archiveSlots into how many slots the archive divides the orders of an hour, at least
     *     one
     * @param deduplicationTtl how long orders and events are remembered; zero turns deduplication
     *     off
     */
    public static void define(
            DataStream<StreamRecord> records,
            Sink<PlacedRecord> table,
            Sink<ArchiveLine> archive,
            Sink<RejectedRecord> rejected,
            int archiveSlots,
            Duration deduplicationTtl) {
        define(
                records,
                new ParseRecord(),
                table,
                archive,
                rejected,
                archiveSlots,
                deduplicationTtl);
    }

    /** Adds the topology with {@code parse} as its first operator. */
    static void define(
            DataStream<StreamRecord> records,
            ParseRecord parse,
            Sink<PlacedRecord> table,
            Sink<ArchiveLine> archive,
            Sink<RejectedRecord> rejected,
            int archiveSlots,
            Duration deduplicationTtl) {
        SingleOutputStreamOperator<Received> received =
                records.process(parse)
                        .returns(RecordTypes.RECEIVED)
                        .uid("parse")
                        .name("Parse and validate");
        received.getSideOutput(ParseRecord.REJECTED)
                .sinkTo(rejected)
                .uid("rejected")
                .name("Rejected records");

        SingleOutputStreamOperator<PlacedRecord> placed =
                received.keyBy(Received::orderId, RecordTypes.ORDER_ID)
                        .process(new Deduplicate(deduplicationTtl))
                        .returns(RecordTypes.RECEIVED)
                        .uid("deduplicate")
                        .name("Deduplicate by orderid")
                        .process(new PlaceInArchive(new ArchiveSlots(archiveSlots)))
                        .returns(RecordTypes.PLACED_RECORD)
                        .uid("place")
                        .name("Place in archive");
        placed.sinkTo(table).uid("table").name("Order table");
        placed.getSideOutput(PlaceInArchive.LINES).sinkTo(archive).uid("archive").name("Archive");
    }
}
