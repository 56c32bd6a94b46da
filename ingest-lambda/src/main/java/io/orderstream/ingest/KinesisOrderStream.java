package io.orderstream.ingest;

import io.orderstream.lambda.http.UnavailableException;
import io.orderstream.lambda.runtime.AwsCall;
import io.orderstream.lambda.runtime.InvocationDeadline;
import io.orderstream.lambda.runtime.RequestThread;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.KinesisClientBuilder;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;

/**
 * The Kinesis stream. The partition key is the order's id, for orders and for events. It spreads
 * orders evenly over the shards. It also puts an order and its events into the same shard, which
 * keeps them in sequence. After a split or merge of this shard, later events are in another shard
 * (docs/guarantees.md).
 *
 * <p>Each call is one HTTP request without retries. {@link PutRetries} does the retries.
 */
final class KinesisOrderStream implements OrderStream {

    /**
     * The maximum size of one PutRecords call, partition keys included: 5 MiB. Since 2025, AWS
     * documents a higher limit, but not for every region and stream.
     */
    static final int MAX_CALL_BYTES = 5 * 1024 * 1024;

    private static final int MAX_CALL_RECORDS = 500;

    private static final Duration READ_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration SHORTEST_CALL = Duration.ofMillis(500);

    /**
     * The time that a call gets after the SDK's own time-out. So the SDK ends the call first, if it
     * can.
     */
    private static final Duration GRACE = Duration.ofMillis(250);

    private final KinesisClient kinesis;
    private final String streamName;

    KinesisOrderStream(KinesisClient kinesis, String streamName) {
        this.kinesis = kinesis;
        this.streamName = streamName;
    }

    /** A client of this stream. Region, credentials and endpoint come from Lambda's environment. */
    static KinesisOrderStream connect(String streamName) {
        return new KinesisOrderStream(
                builder().httpClientBuilder(AwsCall.http(READ_TIMEOUT)).build(), streamName);
    }

    /** The builder of the client, without an HTTP client. */
    static KinesisClientBuilder builder() {
        return KinesisClient.builder()
                .overrideConfiguration(
                        client -> client.retryStrategy(DefaultRetryStrategy.doNotRetry()));
    }

    @Override
    public void put(Posted posted, InvocationDeadline time) {
        Duration limit = limit(time);
        SdkBytes data = data(posted);
        call(
                limit,
                () ->
                        kinesis.putRecord(
                                request ->
                                        request.streamName(streamName)
                                                .partitionKey(posted.orderId().value())
                                                .data(data)
                                                .overrideConfiguration(
                                                        call -> call.apiCallTimeout(limit))));
    }

    @Override
    public Map<Integer, NotTakenException> putAll(List<Posted> posted, InvocationDeadline time) {
        List<PutRecordsRequestEntry> records =
                posted.stream().map(KinesisOrderStream::entry).toList();
        Map<Integer, NotTakenException> reasons = new TreeMap<>();
        int first = 0;
        int bytes = 0;
        for (int i = 0; i < records.size(); i++) {
            int size = size(records.get(i));
            if (i - first == MAX_CALL_RECORDS || bytes + size > MAX_CALL_BYTES) {
                reasons.putAll(putCall(records.subList(first, i), first, time));
                first = i;
                bytes = 0;
            }
            bytes += size;
        }
        if (first < records.size()) {
            reasons.putAll(putCall(records.subList(first, records.size()), first, time));
        }
        return reasons;
    }

    private static int size(PutRecordsRequestEntry record) {
        return record.partitionKey().length() + record.data().asByteArrayUnsafe().length;
    }

    private static PutRecordsRequestEntry entry(Posted posted) {
        return PutRecordsRequestEntry.builder()
                .partitionKey(posted.orderId().value())
                .data(data(posted))
                .build();
    }

    /**
     * Makes one call, and returns the reason for each record that the stream did not confirm. If
     * the call fails, its exception is the reason for all its records.
     */
    private Map<Integer, NotTakenException> putCall(
            List<PutRecordsRequestEntry> records, int firstIndex, InvocationDeadline time) {
        Map<Integer, NotTakenException> reasons = new TreeMap<>();
        try {
            List<PutRecordsResultEntry> results = putRecords(records, limit(time));
            for (int i = 0; i < records.size(); i++) {
                if (i >= results.size()) {
                    reasons.put(firstIndex + i, NotTakenException.noResult());
                } else if (results.get(i).sequenceNumber() == null) {
                    // Only a sequence number means that the record is in the stream.
                    reasons.put(firstIndex + i, reason(results.get(i)));
                }
            }
        } catch (NotTakenException e) {
            for (int i = 0; i < records.size(); i++) {
                reasons.put(firstIndex + i, e);
            }
        }
        return reasons;
    }

    private List<PutRecordsResultEntry> putRecords(
            List<PutRecordsRequestEntry> records, Duration limit) {
        return call(
                limit,
                () ->
                        kinesis.putRecords(
                                        request ->
                                                request.streamName(streamName)
                                                        .records(records)
                                                        .overrideConfiguration(
                                                                call -> call.apiCallTimeout(limit)))
                                .records());
    }

    private static NotTakenException reason(PutRecordsResultEntry result) {
        String code = result.errorCode();
        return code == null
                ? NotTakenException.noResult()
                : NotTakenException.refusedRecord(code, KinesisErrors.isRetryable(code));
    }

    private static SdkBytes data(Posted posted) {
        return SdkBytes.fromByteArrayUnsafe(posted.record());
    }

    private static Duration limit(InvocationDeadline time) {
        // Read once, because the time can run out between two readings.
        Duration remaining = time.remaining();
        if (remaining.compareTo(SHORTEST_CALL) < 0) {
            throw NotTakenException.notAsked("No time is left for a call");
        }
        return remaining.compareTo(AwsCall.MAX_CALL_TIME) < 0 ? remaining : AwsCall.MAX_CALL_TIME;
    }

    /**
     * Makes a call on a thread of its own, so that the function can answer in time even if the call
     * hangs. The SDK's time-outs do not interrupt the lookup of a host name or of credentials.
     */
    private static <T> T call(Duration limit, Supplier<T> request) {
        try {
            return RequestThread.run(
                    InvocationDeadline.in(limit.plus(GRACE), Clock.systemUTC(), "the stream"),
                    request);
        } catch (UnavailableException e) {
            throw NotTakenException.lost(e);
        } catch (RuntimeException | Error e) {
            throw notTaken(e);
        }
    }

    private static NotTakenException notTaken(Throwable failure) {
        if (failure instanceof SdkServiceException error) {
            return KinesisErrors.of(error);
        }
        if (failure instanceof SdkClientException) {
            // The failure may be a time-out, a refused or broken connection, missing credentials,
            // or an unreadable answer.
            return NotTakenException.lost(failure);
        }
        return NotTakenException.failedHere(failure);
    }
}
