package io.orderstream.query;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orderstream.lambda.http.UnavailableException;
import io.orderstream.lambda.runtime.InvocationDeadline;
import io.orderstream.model.AccountId;
import io.orderstream.model.VendorId;
import io.orderstream.query.invoices.InvoiceBucket;
import io.orderstream.query.invoices.S3InvoiceBucket;
import io.orderstream.query.orders.DynamoDbOrderStore;
import io.orderstream.query.orders.OrderStore;
import io.orderstream.query.orders.StoredOrders;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * The SDK's real clients call a service that accepts connections and never answers. Each call has a
 * deadline of half a second, so the call ends long before the socket's time-out, which is an hour
 * here.
 */
@Timeout(60)
class HangingServiceTest {

    private static final StaticCredentialsProvider CREDENTIALS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "secret"));

    private ServerSocket service;
    private DynamoDbClient dynamoDb;
    private S3Client s3;
    private S3Presigner presigner;

    @BeforeEach
    void open() throws IOException {
        // The operating system accepts connections, up to the backlog. Nobody reads from them.
        service = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        URI endpoint = URI.create("http://127.0.0.1:" + service.getLocalPort());
        dynamoDb =
                DynamoDbClient.builder()
                        .endpointOverride(endpoint)
                        .region(Region.EU_CENTRAL_1)
                        .credentialsProvider(CREDENTIALS)
                        .httpClientBuilder(withLongTimeout())
                        .build();
        s3 =
                S3Client.builder()
                        .endpointOverride(endpoint)
                        .forcePathStyle(true)
                        .region(Region.EU_CENTRAL_1)
                        .credentialsProvider(CREDENTIALS)
                        .httpClientBuilder(withLongTimeout())
                        .build();
        presigner =
                S3Presigner.builder()
                        .region(Region.EU_CENTRAL_1)
                        .credentialsProvider(CREDENTIALS)
                        .build();
    }

    private static UrlConnectionHttpClient.Builder withLongTimeout() {
        return UrlConnectionHttpClient.builder().socketTimeout(Duration.ofHours(1));
    }

    @AfterEach
    void close() throws IOException {
        presigner.close();
        s3.close();
        dynamoDb.close();
        service.close();
    }

    private static InvocationDeadline soon() {
        return InvocationDeadline.in(Duration.ofMillis(500), Clock.systemUTC(), "the service");
    }

    private OrderStore table() {
        return new DynamoDbOrderStore(dynamoDb, "orders", soon());
    }

    private InvoiceBucket bucket() {
        return new S3InvoiceBucket(s3, presigner, CREDENTIALS, "bucket", soon());
    }

    @Test
    void aTableThatNeverAnswersIsUnavailable_longBeforeTheSocketsTimeout() {
        AccountId account = AccountId.of("a1");
        Optional<VendorId> vendor = Optional.of(VendorId.of("v1"));

        assertUnavailable(() -> table().newest(account, vendor, Optional.empty(), 1));
        assertUnavailable(() -> table().find(account, vendor, StoredOrders.id("v1", 1)));
        assertUnavailable(() -> table().history(account, vendor.get(), StoredOrders.id("v1", 1)));
    }

    @Test
    void aBucketThatNeverAnswersIsUnavailable_longBeforeTheSocketsTimeout() {
        assertUnavailable(() -> bucket().exists("key"));
        assertUnavailable(() -> bucket().list("prefix/"));
        assertUnavailable(() -> bucket().read("key"));
        assertUnavailable(() -> bucket().has("key", 7, new byte[] {1}));
        assertUnavailable(() -> bucket().write("key", "text/plain", new byte[] {1}));
    }

    private static void assertUnavailable(Runnable call) {
        assertThatThrownBy(call::run).isInstanceOf(UnavailableException.class);
    }
}
