package io.orderstream.job;

import io.orderstream.job.records.PlacedRecord;
import io.orderstream.model.Received;
import io.orderstream.model.ReceivedEvent;
import io.orderstream.model.storage.OrderTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * A table in memory. A later write of a key replaces an earlier write, as in DynamoDB. Each task
 * gets its own copy of the sink. All copies find the same table by its name.
 */
final class CollectingTable implements Sink<PlacedRecord> {

    private static final Map<String, Map<String, PlacedRecord>> TABLES = new ConcurrentHashMap<>();

    private final String name = UUID.randomUUID().toString();

    CollectingTable() {
        TABLES.put(name, new ConcurrentHashMap<>());
    }

    List<PlacedRecord> items() {
        return new ArrayList<>(TABLES.get(name).values());
    }

    @Override
    public SinkWriter<PlacedRecord> createWriter(WriterInitContext context) {
        return new Writer(TABLES.get(name));
    }

    // This method is abstract in Flink 1.20, but Flink calls only the other method.
    @Override
    @SuppressWarnings("deprecation")
    public SinkWriter<PlacedRecord> createWriter(InitContext context) {
        return new Writer(TABLES.get(name));
    }

    private static final class Writer implements SinkWriter<PlacedRecord> {

        private final Map<String, PlacedRecord> items;

        Writer(Map<String, PlacedRecord> items) {
            this.items = items;
        }

        @Override
        public void write(PlacedRecord placed, Context context) {
            items.put(key(placed.received()), placed);
        }

        private static String key(Received received) {
            return received instanceof ReceivedEvent
                    ? OrderTable.sortKey((ReceivedEvent) received)
                    : received.orderId().value();
        }

        @Override
        public void flush(boolean endOfInput) {}

        @Override
        public void close() {}
    }
}
