package io.orderstream.ingest;

import io.orderstream.model.Order;
import io.orderstream.model.OrderCodec;
import io.orderstream.model.api.UnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.KinesisClientBuilder;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;

/**
 * Kinesis. The partition key is the order's id: an even spread, and no order across orders is
 * needed since each is written once.
 */
final class KinesisOrderStream implements OrderStream {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(8);

    private final KinesisClient kinesis;
    private final String streamName;

    KinesisOrderStream(KinesisClient kinesis, String streamName) {
        this.kinesis = kinesis;
        this.streamName = streamName;
    }

    /** Region, credentials and endpoint come from Lambda's environment. */
    static KinesisOrderStream connect(String streamName) {
        return new KinesisOrderStream(
                builder()
                        .httpClientBuilder(
                                UrlConnectionHttpClient.builder()
                                        .connectionTimeout(CONNECT_TIMEOUT)
                                        .socketTimeout(READ_TIMEOUT))
                        .build(),
                streamName);
    }

    /** A client that lacks its HTTP client. */
    static KinesisClientBuilder builder() {
        return KinesisClient.builder()
                .overrideConfiguration(client -> client.apiCallTimeout(CALL_TIMEOUT));
    }

    @Override
    public Duration longestCall() {
        return CALL_TIMEOUT;
    }

    @Override
    public void put(Order order) {
        call(
                () ->
                        kinesis.putRecord(
                                request ->
                                        request.streamName(streamName)
                                                .partitionKey(order.id().value())
                                                .data(data(order))));
    }

    @Override
    public Set<Integer> putAll(List<Order> orders) {
        List<PutRecordsRequestEntry> entries =
                orders.stream()
                        .map(
                                order ->
                                        PutRecordsRequestEntry.builder()
                                                .partitionKey(order.id().value())
                                                .data(data(order))
                                                .build())
                        .toList();
        List<PutRecordsResultEntry> results =
                call(
                        () ->
                                kinesis.putRecords(
                                                request ->
                                                        request.streamName(streamName)
                                                                .records(entries))
                                        .records());
        Set<Integer> refused = new TreeSet<>();
        for (int i = 0; i < orders.size(); i++) {
            // Only a sequence number says that the record is in the stream.
            if (i >= results.size() || results.get(i).sequenceNumber() == null) {
                refused.add(i);
            }
        }
        return refused;
    }

    private static SdkBytes data(Order order) {
        return SdkBytes.fromByteArrayUnsafe(OrderCodec.formatRecord(order));
    }

    /** Throttling, outages and lost answers are for the client to retry; the rest is our fault. */
    private static <T> T call(Supplier<T> request) {
        try {
            return request.get();
        } catch (SdkServiceException e) {
            if (e.isThrottlingException() || e.statusCode() >= 500) {
                throw new UnavailableException("the order stream", e);
            }
            throw e;
        } catch (SdkClientException e) {
            throw new UnavailableException("the order stream", e);
        }
    }
}
