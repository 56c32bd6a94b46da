package io.orderstream.job.sink;

import static io.orderstream.job.RecordBuilder.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.job.StoredState;
import io.orderstream.job.records.PlacedOrder;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.flink.connector.base.sink.writer.BufferedRequestState;
import org.apache.flink.connector.base.sink.writer.RequestEntryWrapper;
import org.apache.flink.connector.dynamodb.sink.DynamoDbWriteRequest;
import org.apache.flink.connector.dynamodb.sink.DynamoDbWriteRequestType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Items that an earlier version of the job had not sent yet. The version in a file's name is the
 * one that Flink hands to the serializer with the bytes.
 */
class BufferedItemsMigrationTest {

    private static final StoredState V2 = new StoredState("buffered-items-v2");

    private static final List<PlacedOrder> BUFFERED =
            List.of(
                    order().account("a1")
                            .details(
                                    "{\"unitprice\":\"4.50\",\"quantity\":3,\"iced\":false,"
                                            + "\"note\":null,\"cup\":\"\u2615\uD83D\uDE00\","
                                            + "\"extras\":[[],{},{\"ml\":[12.50,true]},\"\"]}")
                            .inSlot(7),
                    order().account("a2").inSlot(2));

    @Test
    @EnabledIfSystemProperty(named = StoredState.WRITE, matches = "true")
    void writeState() throws Exception {
        V2.write(
                new BufferedItemsSerializer()
                        .serialize(
                                new BufferedRequestState<>(
                                        BUFFERED.stream()
                                                .map(BufferedItemsMigrationTest::entry)
                                                .collect(Collectors.toList()))));
    }

    @Test
    void itemsOfVersion2AreRead() throws Exception {
        List<RequestEntryWrapper<DynamoDbWriteRequest>> restored =
                new BufferedItemsSerializer()
                        .deserialize(2, V2.bytes())
                        .getBufferedRequestEntries();

        assertThat(restored)
                .extracting(RequestEntryWrapper::getRequestEntry)
                .extracting(DynamoDbWriteRequest::getItem)
                .containsExactlyElementsOf(
                        BUFFERED.stream().map(OrderItem::of).collect(Collectors.toList()));
        assertThat(restored)
                .extracting(entry -> entry.getRequestEntry().getType())
                .containsOnly(DynamoDbWriteRequestType.PUT);
        assertThat(restored).extracting(RequestEntryWrapper::getSize).containsExactly(107L, 102L);
    }

    /** If this fails, the format has changed: raise the version, and keep reading the old one. */
    @Test
    void whatIsWrittenAsVersion2IsStillWhatWasWrittenAsVersion2() throws Exception {
        BufferedItemsSerializer serializer = new BufferedItemsSerializer();

        assertThat(serializer.getVersion()).isEqualTo(2);
        assertThat(serializer.serialize(serializer.deserialize(2, V2.bytes())))
                .isEqualTo(V2.bytes());
    }

    private static RequestEntryWrapper<DynamoDbWriteRequest> entry(PlacedOrder placed) {
        return new RequestEntryWrapper<>(
                DynamoDbWriteRequest.builder()
                        .setType(DynamoDbWriteRequestType.PUT)
                        .setItem(OrderItem.of(placed))
                        .build(),
                100L + placed.slot());
    }
}
