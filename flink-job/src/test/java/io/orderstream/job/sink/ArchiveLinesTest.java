package io.orderstream.job.sink;

import static io.orderstream.job.RecordBuilder.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.job.records.PlacedRecord;
import io.orderstream.job.records.RejectedRecord;
import io.orderstream.job.records.RejectedRecord.Reason;
import io.orderstream.model.ReceivedOrder;
import io.orderstream.model.wire.OrderDocument;
import io.orderstream.model.wire.Problem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.flink.api.common.serialization.Encoder;
import org.junit.jupiter.api.Test;

class ArchiveLinesTest {

    private static final PlacedRecord ORDER =
            order().account("a1")
                    .vendor("v2")
                    .details("{\"unitprice\":\"4.50\",\"quantity\":3,\"note\":\"crème\\nbrûlée\"}")
                    .receivedAt("2026-11-24T05:06:07.089Z")
                    .inSlot(7);

    private static final RejectedRecord REJECTED =
            new RejectedRecord(
                    Reason.INVALID,
                    List.of(
                            new Problem("order.accountid", "an id", "nothing"),
                            new Problem("order.details", "a JSON object", "a \"text\"")),
                    order().at("shardId-000000000004", "4967")
                            .partitionKey("k\"9\"")
                            .receivedAt("2026-11-24T23:59:59.999Z")
                            .record(new byte[] {0, (byte) 0xff, '\n', '{'}));

    @Test
    void anOrdersLineIsTheOrderDocument() throws Exception {
        assertThat(
                        new String(
                                OrderDocument.line((ReceivedOrder) ORDER.received()),
                                StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"orderid\":\""
                                + ORDER.received().orderId()
                                + "\",\"accountid\":\"a1\",\"vendorid\":\"v2\","
                                + "\"orderdate\":\"2026-11-23T10:11:12.123456Z\","
                                + "\"receivedat\":\"2026-11-24T05:06:07.089Z\","
                                + "\"unitprice\":\"4.5\",\"quantity\":3,\"total\":\"13.5\","
                                + "\"details\":{\"unitprice\":\"4.50\",\"quantity\":3,"
                                + "\"note\":\"crème\\nbrûlée\"}}\n");
    }

    @Test
    void aRejectedRecordsLineHasTheReasonThePositionAndTheBytes() throws Exception {
        assertThat(line(new RejectedEncoder(), REJECTED))
                .isEqualTo(
                        "{\"reason\":\"invalid\",\"problems\":["
                                + "{\"path\":\"order.accountid\",\"expected\":\"an id\","
                                + "\"found\":\"nothing\"},"
                                + "{\"path\":\"order.details\",\"expected\":\"a JSON object\","
                                + "\"found\":\"a \\\"text\\\"\"}],"
                                + "\"shardid\":\"shardId-000000000004\","
                                + "\"sequencenumber\":\"4967\",\"partitionkey\":\"k\\\"9\\\"\","
                                + "\"receivedat\":\"2026-11-24T23:59:59.999Z\","
                                + "\"data\":\"AP8Kew==\"}\n");
    }

    private static <T> String line(Encoder<T> encoder, T element) throws IOException {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        encoder.encode(element, stream);
        return stream.toString(StandardCharsets.UTF_8);
    }
}
