package io.orderstream.job;

import io.orderstream.job.records.PlacedOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * A table in memory. A later write of a key replaces an earlier write, as in DynamoDB. Flink copies
 * the sink into each task, so the writers find the table by its name.
 */
final class CollectingTable implements Sink<PlacedOrder> {

    private static final Map<String, Map<String, PlacedOrder>> TABLES = new ConcurrentHashMap<>();

    private final String name = UUID.randomUUID().toString();

    CollectingTable() {
        TABLES.put(name, new ConcurrentHashMap<>());
    }

    List<PlacedOrder> items() {
        return new ArrayList<>(TABLES.get(name).values());
    }

    @Override
    public SinkWriter<PlacedOrder> createWriter(WriterInitContext context) {
        return new Writer(TABLES.get(name));
    }

    // This method is abstract in Flink 1.20, but Flink calls only the other method.
    @Override
    @SuppressWarnings("deprecation")
    public SinkWriter<PlacedOrder> createWriter(InitContext context) {
        return new Writer(TABLES.get(name));
    }

    private static final class Writer implements SinkWriter<PlacedOrder> {

        private final Map<String, PlacedOrder> items;

        Writer(Map<String, PlacedOrder> items) {
            this.items = items;
        }

        @Override
        public void write(PlacedOrder placed, Context context) {
            items.put(placed.received().order().id().value(), placed);
        }

        @Override
        public void flush(boolean endOfInput) {}

        @Override
        public void close() {}
    }
}
