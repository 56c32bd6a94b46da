package io.orderstream.job.sink;

import io.orderstream.job.records.PlacedOrder;
import io.orderstream.model.OrderDocument;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.serialization.Encoder;

/** An order's line in the archive: its document. */
final class InvoiceEncoder implements Encoder<PlacedOrder> {

    @Override
    public void encode(PlacedOrder placed, OutputStream stream) throws IOException {
        String line = OrderDocument.format(placed.received()) + "\n";
        stream.write(line.getBytes(StandardCharsets.UTF_8));
    }
}
