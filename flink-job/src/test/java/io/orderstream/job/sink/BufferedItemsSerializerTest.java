package io.orderstream.job.sink;

import static io.orderstream.job.RecordBuilder.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.orderstream.job.records.PlacedOrder;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.connector.base.sink.writer.BufferedRequestState;
import org.apache.flink.connector.base.sink.writer.RequestEntryWrapper;
import org.apache.flink.connector.dynamodb.sink.DynamoDbWriteRequest;
import org.apache.flink.connector.dynamodb.sink.DynamoDbWriteRequestType;
import org.junit.jupiter.api.Test;

class BufferedItemsSerializerTest {

    @Test
    void severalItemsComeBackInTheirOrder() throws Exception {
        assertComesBack(order().account("a1").inSlot(1), order().account("a2").inSlot(2));
    }

    @Test
    void textThatWriteUtfCannotHoldComesBack() throws Exception {
        // 9,000 pairs: 63,000 bytes of UTF-8, but 81,000 as writeUTF counts them.
        String details =
                "{\"unitprice\":1,\"quantity\":1,\"note\":\""
                        + "\u2615\uD83D\uDE00".repeat(9_000)
                        + "\"}";

        assertComesBack(order().details(details).inSlot(3));
    }

    @Test
    void anotherVersionIsRefused() throws Exception {
        BufferedItemsSerializer serializer = new BufferedItemsSerializer();
        byte[] bytes = serializer.serialize(new BufferedRequestState<>(List.of()));

        assertThatIOException()
                .isThrownBy(() -> serializer.deserialize(1, bytes))
                .withMessage(
                        "Buffered items: this job reads version 2, the snapshot has version 1");
    }

    private static void assertComesBack(PlacedOrder... orders) throws IOException {
        BufferedRequestState<DynamoDbWriteRequest> state =
                new BufferedRequestState<>(
                        Stream.of(orders)
                                .map(
                                        placed ->
                                                new RequestEntryWrapper<>(
                                                        put(placed), 100L + placed.part()))
                                .collect(Collectors.toList()));
        BufferedItemsSerializer serializer = new BufferedItemsSerializer();

        BufferedRequestState<DynamoDbWriteRequest> restored =
                serializer.deserialize(serializer.getVersion(), serializer.serialize(state));

        List<RequestEntryWrapper<DynamoDbWriteRequest>> entries =
                restored.getBufferedRequestEntries();
        assertThat(entries)
                .extracting(RequestEntryWrapper::getRequestEntry)
                .extracting(DynamoDbWriteRequest::getItem)
                .containsExactlyElementsOf(
                        Stream.of(orders).map(OrderItem::of).collect(Collectors.toList()));
        assertThat(entries)
                .extracting(RequestEntryWrapper::getSize)
                .containsExactlyElementsOf(
                        Stream.of(orders)
                                .map(placed -> 100L + placed.part())
                                .collect(Collectors.toList()));
        assertThat(entries)
                .allSatisfy(
                        entry ->
                                assertThat(entry.getRequestEntry().getType())
                                        .isEqualTo(DynamoDbWriteRequestType.PUT));
    }

    private static DynamoDbWriteRequest put(PlacedOrder placed) {
        return DynamoDbWriteRequest.builder()
                .setType(DynamoDbWriteRequestType.PUT)
                .setItem(OrderItem.of(placed))
                .build();
    }
}
