package io.orderstream.job;

import io.orderstream.job.functions.ArchiveSlots;
import io.orderstream.job.functions.Deduplicate;
import io.orderstream.job.functions.ParseOrder;
import io.orderstream.job.functions.PlaceInArchive;
import io.orderstream.job.records.ArchiveLine;
import io.orderstream.job.records.PlacedOrder;
import io.orderstream.job.records.RecordTypes;
import io.orderstream.job.records.RejectedRecord;
import io.orderstream.job.records.StreamRecord;
import io.orderstream.model.ReceivedOrder;
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
     * @param table gets each order once within the deduplication window. After the window, a copy
     *     of the order is sent to the sink again, so the sink must be idempotent.
     * @param archive gets the archive lines of the same orders. Its writer is chained to the
     *     operator that assigns the places, so both see a checkpoint barrier after the same line.
     * @param rejected gets the records that are not orders
     * @param archiveSlots how many slots an hour of the archive has, at least one
     * @param deduplicationTtl how long an order is remembered; zero turns deduplication off
     */
    public static void define(
            DataStream<StreamRecord> records,
            Sink<PlacedOrder> table,
            Sink<ArchiveLine> archive,
            Sink<RejectedRecord> rejected,
            int archiveSlots,
            Duration deduplicationTtl) {
        define(records, new ParseOrder(), table, archive, rejected, archiveSlots, deduplicationTtl);
    }

    /** Adds the same topology with another parser. */
    static void define(
            DataStream<StreamRecord> records,
            ParseOrder parse,
            Sink<PlacedOrder> table,
            Sink<ArchiveLine> archive,
            Sink<RejectedRecord> rejected,
            int archiveSlots,
            Duration deduplicationTtl) {
        SingleOutputStreamOperator<ReceivedOrder> orders =
                records.process(parse)
                        .returns(RecordTypes.RECEIVED_ORDER)
                        .uid("parse")
                        .name("Parse and validate");
        orders.getSideOutput(ParseOrder.REJECTED)
                .sinkTo(rejected)
                .uid("rejected")
                .name("Rejected records");

        SingleOutputStreamOperator<PlacedOrder> placed =
                orders.keyBy(received -> received.order().id(), RecordTypes.ORDER_ID)
                        .process(new Deduplicate(deduplicationTtl))
                        .returns(RecordTypes.RECEIVED_ORDER)
                        .uid("deduplicate")
                        .name("Deduplicate by orderid")
                        .process(new PlaceInArchive(new ArchiveSlots(archiveSlots)))
                        .returns(RecordTypes.PLACED_ORDER)
                        .uid("place")
                        .name("Place in archive");
        placed.sinkTo(table).uid("table").name("Order table");
        placed.getSideOutput(PlaceInArchive.LINES)
                .sinkTo(archive)
                .uid("archive")
                .name("Invoice archive");
    }
}
