package io.orderstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orderstream.model.AccountId;
import io.orderstream.model.Details;
import io.orderstream.model.Order;
import io.orderstream.model.OrderCodec;
import io.orderstream.model.OrderId;
import io.orderstream.model.VendorId;
import io.orderstream.model.api.UnavailableException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.KinesisException;
import software.amazon.awssdk.services.kinesis.model.PutRecordRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;

class KinesisOrderStreamTest {

    private static final Order A = order("019ab043-c95b-8000-8000-00000000000a", "a1");
    private static final Order B = order("019ab043-c95b-8000-8000-00000000000b", "a2");
    private static final Order C = order("019ab043-c95b-8000-8000-00000000000c", "a3");

    private final FakeKinesis kinesis = new FakeKinesis();
    private final KinesisOrderStream stream = new KinesisOrderStream(kinesis, "orders");

    @Test
    void anOrdersRecordIsSpreadByItsId() {
        stream.put(A);

        PutRecordRequest request = (PutRecordRequest) kinesis.requests.get(0);
        assertThat(request.streamName()).isEqualTo("orders");
        assertThat(request.partitionKey()).isEqualTo(A.id().value());
        assertThat(request.data().asByteArray()).isEqualTo(OrderCodec.formatRecord(A));
    }

    @Test
    void aBatchsRecordsAreSpreadByTheirIds() {
        kinesis.answer = () -> taken("1", "2");

        assertThat(stream.putAll(List.of(A, B))).isEmpty();

        PutRecordsRequest request = (PutRecordsRequest) kinesis.requests.get(0);
        assertThat(request.streamName()).isEqualTo("orders");
        assertThat(request.records())
                .extracting(entry -> entry.partitionKey())
                .containsExactly(A.id().value(), B.id().value());
        assertThat(request.records().get(1).data().asByteArray())
                .isEqualTo(OrderCodec.formatRecord(B));
    }

    @Test
    void anEntryWithoutSequenceNumberWasRefused() {
        kinesis.answer = () -> taken("1", null, "3");

        assertThat(stream.putAll(List.of(A, B, C))).containsExactly(1);
    }

    @Test
    void anOrderThatTheAnswerDoesNotSpeakOfWasRefused() {
        kinesis.answer = () -> taken("1");

        assertThat(stream.putAll(List.of(A, B))).containsExactly(1);
    }

    @Test
    void throttlingIsForTheClientToRetry() {
        kinesis.failure = service(400, "ProvisionedThroughputExceededException");

        assertThatThrownBy(() -> stream.put(A)).isInstanceOf(UnavailableException.class);
        assertThatThrownBy(() -> stream.putAll(List.of(A)))
                .isInstanceOf(UnavailableException.class);
    }

    @Test
    void anOutageIsForTheClientToRetry() {
        kinesis.failure = service(500, "InternalFailure");
        assertThatThrownBy(() -> stream.put(A)).isInstanceOf(UnavailableException.class);

        kinesis.failure = SdkClientException.create("no answer");
        assertThatThrownBy(() -> stream.put(A)).isInstanceOf(UnavailableException.class);
    }

    @Test
    void anythingElseIsOurFault() {
        kinesis.failure = service(400, "AccessDeniedException");

        assertThatThrownBy(() -> stream.put(A)).isSameAs(kinesis.failure);
    }

    private static PutRecordsResponse taken(String... sequenceNumbers) {
        List<PutRecordsResultEntry> entries = new ArrayList<>();
        for (String number : sequenceNumbers) {
            entries.add(
                    number == null
                            ? PutRecordsResultEntry.builder()
                                    .errorCode("ProvisionedThroughputExceededException")
                                    .errorMessage("Rate exceeded")
                                    .build()
                            : PutRecordsResultEntry.builder()
                                    .sequenceNumber(number)
                                    .shardId("shardId-000000000000")
                                    .build());
        }
        return PutRecordsResponse.builder().records(entries).build();
    }

    private static RuntimeException service(int status, String code) {
        return KinesisException.builder()
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
                .build();
    }

    private static Order order(String id, String account) {
        return Order.restore(
                OrderId.of(id),
                AccountId.of(account),
                VendorId.of("v1"),
                Instant.parse("2026-11-23T10:11:12Z"),
                new BigDecimal("4.5"),
                2,
                Details.ofJson("{\"unitprice\":\"4.5\",\"quantity\":2}"));
    }

    private static final class FakeKinesis implements KinesisClient {

        private final List<Object> requests = new ArrayList<>();
        private Supplier<PutRecordsResponse> answer = () -> taken("1");
        private RuntimeException failure;

        @Override
        public PutRecordResponse putRecord(PutRecordRequest request) {
            note(request);
            return PutRecordResponse.builder().sequenceNumber("1").build();
        }

        @Override
        public PutRecordsResponse putRecords(PutRecordsRequest request) {
            note(request);
            return answer.get();
        }

        private void note(Object request) {
            requests.add(request);
            if (failure != null) {
                throw failure;
            }
        }

        @Override
        public String serviceName() {
            return "kinesis";
        }

        @Override
        public void close() {}
    }
}
