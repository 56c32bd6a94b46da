package io.orderstream.ingest;

import io.orderstream.model.LogPosition;
import io.orderstream.model.Received;
import io.orderstream.model.wire.InvalidOrderException;
import io.orderstream.model.wire.RecordCodec;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.KinesisException;
import software.amazon.awssdk.services.kinesis.model.PutRecordRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;

/**
 * A Kinesis client over a stream in memory. Each call does what the next step of a script says.
 * After the last step, calls succeed.
 *
 * <pre>{@code
 * new ScriptedKinesis()
 *         .thenTakes(index -> index < 2)
 *         .thenThrows(ScriptedKinesis.error(400, "AccessDeniedException"));
 * }</pre>
 */
final class ScriptedKinesis implements KinesisClient {

    /**
     * One call.
     *
     * @param takes which records get onto the stream
     * @param confirms which of these records have a sequence number in the answer
     * @param errorCode in the answer, the error code of all records without a sequence number; null
     *     for no error code
     * @param failure thrown after the records were taken; null if the call returns an answer
     */
    private record Call(
            IntPredicate takes, IntPredicate confirms, String errorCode, Throwable failure) {}

    private static final Instant ARRIVAL = Instant.parse("2026-11-23T10:12:00Z");

    private static final Call TAKES_ALL = new Call(index -> true, index -> true, "", null);

    private final Deque<Call> script = new ArrayDeque<>();
    private final List<Received> records = new ArrayList<>();
    private int calls;

    /** The next call takes these records, and refuses the others for lack of capacity. */
    ScriptedKinesis thenTakes(IntPredicate these) {
        return thenTakes(these, "ProvisionedThroughputExceededException");
    }

    ScriptedKinesis thenTakes(IntPredicate these, String errorCode) {
        script.add(new Call(these, index -> true, errorCode, null));
        return this;
    }

    /**
     * The next call takes these records, but its answer confirms only those that are also in {@code
     * confirmed}.
     */
    ScriptedKinesis thenTakesButConfirmsOnly(IntPredicate these, IntPredicate confirmed) {
        script.add(new Call(these, confirmed, null, null));
        return this;
    }

    /** The next call takes nothing and fails. */
    ScriptedKinesis thenThrows(Throwable failure) {
        return thenTakesAndThrows(index -> false, failure);
    }

    /** The next call takes these records, and still fails. */
    ScriptedKinesis thenTakesAndThrows(IntPredicate these, Throwable failure) {
        script.add(new Call(these, index -> true, "", failure));
        return this;
    }

    /** Every record on the stream, in the sequence of arrival. */
    List<Received> records() {
        return List.copyOf(records);
    }

    int calls() {
        return calls;
    }

    static KinesisException error(int status, String code) {
        return (KinesisException)
                KinesisException.builder()
                        .statusCode(status)
                        .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
                        .build();
    }

    @Override
    public PutRecordResponse putRecord(PutRecordRequest request) {
        PutRecordsResultEntry result = put(List.of(request.data())).get(0);
        if (result.sequenceNumber() == null) {
            String code = result.errorCode();
            // If there is no code, the record may be on the stream. A 500 has the same meaning.
            throw code == null ? error(500, "InternalFailure") : error(400, code);
        }
        return PutRecordResponse.builder().sequenceNumber(result.sequenceNumber()).build();
    }

    @Override
    public PutRecordsResponse putRecords(PutRecordsRequest request) {
        return PutRecordsResponse.builder()
                .records(put(request.records().stream().map(entry -> entry.data()).toList()))
                .build();
    }

    private List<PutRecordsResultEntry> put(List<SdkBytes> data) {
        calls++;
        Call call = script.isEmpty() ? TAKES_ALL : script.remove();
        IntStream.range(0, data.size()).filter(call.takes()).forEach(i -> record(data.get(i)));
        if (call.failure() instanceof Error error) {
            throw error;
        }
        if (call.failure() instanceof RuntimeException failure) {
            throw failure;
        }
        return IntStream.range(0, data.size())
                .mapToObj(
                        i ->
                                call.takes().test(i) && call.confirms().test(i)
                                        ? PutRecordsResultEntry.builder()
                                                .sequenceNumber(String.valueOf(i + 1))
                                                .build()
                                        : PutRecordsResultEntry.builder()
                                                .errorCode(call.errorCode())
                                                .build())
                .toList();
    }

    private void record(SdkBytes data) {
        try {
            records.add(
                    RecordCodec.parse(
                            data.asByteArray(),
                            ARRIVAL,
                            LogPosition.of(String.valueOf(records.size()), 0)));
        } catch (InvalidOrderException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public String serviceName() {
        return "kinesis";
    }

    @Override
    public void close() {}
}
