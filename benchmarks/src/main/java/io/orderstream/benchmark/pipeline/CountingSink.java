package io.orderstream.benchmark.pipeline;

import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * Takes everything and counts it.
 *
 * @param <T> what it takes
 */
final class CountingSink<T> implements Sink<T> {

    private final String counter;

    /** One that counts with this counter of {@link Traffic}. */
    CountingSink(String counter) {
        this.counter = counter;
    }

    // Abstract in Flink 1.20, though deprecated.
    @Override
    @SuppressWarnings("deprecation")
    public SinkWriter<T> createWriter(InitContext context) {
        return new Writer<>(counter);
    }

    @Override
    public SinkWriter<T> createWriter(WriterInitContext context) {
        return new Writer<>(counter);
    }

    private static final class Writer<T> implements SinkWriter<T> {

        // Counted here and told now and then: a counter that all writers share is a bottleneck.
        private static final int TOLD_EVERY = 1_000;

        private final String counter;
        private long count;

        Writer(String counter) {
            this.counter = counter;
        }

        @Override
        public void write(T element, Context context) {
            count++;
            if (count == TOLD_EVERY) {
                tell();
            }
        }

        @Override
        public void flush(boolean endOfInput) {
            tell();
        }

        @Override
        public void close() {
            tell();
        }

        private void tell() {
            if (count > 0) {
                Traffic.arrived(counter, count);
                count = 0;
            }
        }
    }
}
