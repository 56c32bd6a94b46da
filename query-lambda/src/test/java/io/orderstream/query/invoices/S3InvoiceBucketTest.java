package io.orderstream.query.invoices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orderstream.lambda.fixture.SettableClock;
import io.orderstream.lambda.http.UnavailableException;
import io.orderstream.lambda.runtime.InvocationDeadline;
import io.orderstream.model.AccountId;
import io.orderstream.model.OrderId;
import io.orderstream.model.VendorId;
import io.orderstream.model.storage.IssuedDocument;
import io.orderstream.query.Handlers;
import io.orderstream.query.orders.StoredOrders;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.S3Request;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

class S3InvoiceBucketTest {

    private final FakeS3 s3 = new FakeS3();
    private final FakeCredentials credentials = new FakeCredentials();
    // Each address must be signed with the credentials whose expiry time was read, and not with the
    // presigner's own credentials.
    private final S3Presigner presigner =
            S3Presigner.builder()
                    .region(Region.EU_CENTRAL_1)
                    .credentialsProvider(
                            () -> {
                                throw new AssertionError(
                                        "The presigner asked for its own credentials");
                            })
                    .build();

    @AfterEach
    void close() {
        presigner.close();
    }

    private InvoiceBucket bucket(InvocationDeadline deadline) {
        return new S3InvoiceBucket(s3, presigner, credentials, "bucket", deadline);
    }

    @Nested
    class AnAddress {

        private static final Duration HOUR = Duration.ofHours(1);

        private final Instant start = Instant.now().truncatedTo(ChronoUnit.SECONDS);

        /**
         * Each account id and vendor id in this test begins with {@code a|+}. The other characters
         * are random.
         */
        @Test
        void anAddressLeadsToItsKey_withAllCharactersThatIdsMayHave() {
            long seed = new Random().nextLong();
            Random random = new Random(seed);
            for (int i = 0; i < 200; i++) {
                AccountId account = AccountId.of(id(random));
                VendorId vendor = VendorId.of(id(random));
                OrderId order = StoredOrders.id("v1", i);
                String key = IssuedDocument.HTML.key(account, vendor, order);
                credentials.next.add(AwsBasicCredentials.create("id", "secret"));

                URI url =
                        URI.create(
                                bucket(Handlers.farDeadline())
                                        .sign(
                                                key,
                                                Disposition.INLINE,
                                                DownloadName.ofInvoice(order, IssuedDocument.HTML),
                                                HOUR)
                                        .url());

                assertThat(url.getPath()).as("seed %s", seed).isEqualTo("/" + key);
                // Some programs read a plus sign in a path as a blank. A bar must be escaped.
                assertThat(url.getRawPath()).as("seed %s", seed).doesNotContain("+", "|", " ");
            }
        }

        @ParameterizedTest
        @CsvSource({"INLINE, inline", "ATTACHMENT, attachment"})
        void saysWhetherABrowserShowsOrSavesTheDocument(Disposition disposition, String type) {
            credentials.next.add(AwsBasicCredentials.create("id", "secret"));

            InvoiceBucket.SignedUrl signed =
                    bucket(Handlers.farDeadline())
                            .sign("issued/a1/v1/x.pdf", disposition, "invoice-x.pdf", HOUR);

            assertThat(
                            URLDecoder.decode(
                                    parameter("response-content-disposition", signed),
                                    StandardCharsets.UTF_8))
                    .isEqualTo(type + "; filename=\"invoice-x.pdf\"");
        }

        private String id(Random random) {
            String characters = "azAZ09._@:|+-";
            StringBuilder id = new StringBuilder("a|+");
            for (int i = random.nextInt(20); i > 0; i--) {
                id.append(characters.charAt(random.nextInt(characters.length())));
            }
            return id.toString();
        }

        private InvoiceBucket.SignedUrl sign(Duration expiry) {
            return bucket(Handlers.farDeadline())
                    .sign("issued/a1/v1/x.json", Disposition.ATTACHMENT, "invoice-x.json", expiry);
        }

        /** The expiry time that the address itself contains. */
        private Instant signedUntil(InvoiceBucket.SignedUrl signed) {
            return Instant.parse(
                            parameter("X-Amz-Date", signed)
                                    .replaceFirst("(....)(..)(..T..)(..)(..)Z", "$1-$2-$3:$4:$5Z"))
                    .plusSeconds(Long.parseLong(parameter("X-Amz-Expires", signed)));
        }

        private static String parameter(String name, InvoiceBucket.SignedUrl signed) {
            Matcher match = Pattern.compile(name + "=([^&]+)").matcher(signed.url());
            assertThat(match.find()).isTrue();
            return match.group(1);
        }

        @Test
        void anAddressIsValidForTheConfiguredTime_whenItsCredentialsExpireLater() {
            credentials.queueExpiringAt(start.plus(Duration.ofHours(6)));

            InvoiceBucket.SignedUrl signed = sign(HOUR);

            assertThat(parameter("X-Amz-Expires", signed)).isEqualTo("3600");
            assertThat(signed.expiresAt()).isEqualTo(signedUntil(signed));
            assertThat(signed.expiresAt()).isAfterOrEqualTo(start.plus(HOUR));
        }

        @Test
        void anAddressExpiresWithItsCredentials() {
            Instant end = start.plus(Duration.ofMinutes(5));
            credentials.queueExpiringAt(end);

            InvoiceBucket.SignedUrl signed = sign(HOUR);

            assertThat(signed.expiresAt()).isBeforeOrEqualTo(end).isAfter(end.minusSeconds(3));
            assertThat(Long.parseLong(parameter("X-Amz-Expires", signed))).isLessThanOrEqualTo(300);
        }

        @Test
        void anAddressIsValidForTheConfiguredTime_whenItsCredentialsHaveNoExpiryTime() {
            credentials.next.add(AwsSessionCredentials.create("id", "secret", "token"));
            assertThat(parameter("X-Amz-Expires", sign(HOUR))).isEqualTo("3600");

            credentials.next.add(AwsBasicCredentials.create("id", "secret"));
            assertThat(parameter("X-Amz-Expires", sign(HOUR))).isEqualTo("3600");
        }

        @Test
        void anAddressIsSignedWithTheCredentialsWhoseExpiryTimeWasRead() {
            credentials.queueExpiringAt(start.plus(Duration.ofMinutes(5)));
            credentials.queueExpiringAt(start.plus(Duration.ofHours(5)));

            assertThat(parameter("X-Amz-Credential", sign(HOUR))).startsWith("id1%2F");
            assertThat(parameter("X-Amz-Credential", sign(HOUR))).startsWith("id2%2F");
        }

        @Test
        void anAddressIsNotSigned_whenTheCredentialsExpireInLessThan30Seconds() {
            credentials.queueExpiringAt(start.plusSeconds(20));
            assertThatThrownBy(() -> sign(HOUR))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessage("the service that renews the credentials for signing");

            credentials.queueExpiringAt(start.minusSeconds(1));
            assertThatThrownBy(() -> sign(HOUR)).isInstanceOf(UnavailableException.class);

            credentials.queueExpiringAt(start.plus(Duration.ofHours(6)));
            assertThat(parameter("X-Amz-Expires", sign(HOUR))).isEqualTo("3600");
        }

        @Test
        void anAddressMayExpireInLessThan30Seconds_whenConfigured() {
            credentials.queueExpiringAt(start.plus(Duration.ofMinutes(5)));

            assertThat(parameter("X-Amz-Expires", sign(Duration.ofSeconds(8)))).isEqualTo("8");
        }

        @Test
        void anAddressIsNotSigned_whenTheCredentialsCannotBeRenewed() {
            assertThatThrownBy(() -> sign(HOUR))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessage("the service that renews the credentials for signing");
        }
    }

    @Nested
    class ARequest {

        private final SettableClock clock = new SettableClock();
        private final InvoiceBucket bucket =
                bucket(InvocationDeadline.in(Duration.ofSeconds(10), clock, "the bucket"));

        @Test
        void aRequestMayTakeEightSeconds_butNotMoreThanTheTimeThatIsLeft() {
            bucket.exists("key");
            clock.advance(Duration.ofSeconds(7));
            bucket.list("prefix/");
            bucket.read("key");
            bucket.has("key", 2, new byte[] {1});
            bucket.write("key", "text/plain", new byte[] {1});

            assertThat(s3.timeouts)
                    .containsExactly(
                            Duration.ofSeconds(8),
                            Duration.ofSeconds(3),
                            Duration.ofSeconds(3),
                            Duration.ofSeconds(3),
                            Duration.ofSeconds(3));
        }

        @Test
        void aRequestIsNotMade_afterTheDeadline() {
            clock.advance(Duration.ofSeconds(10));

            assertThatThrownBy(() -> bucket.exists("key")).isInstanceOf(UnavailableException.class);
            assertThatThrownBy(() -> bucket.list("key")).isInstanceOf(UnavailableException.class);
            assertThatThrownBy(() -> bucket.read("key")).isInstanceOf(UnavailableException.class);
            assertThatThrownBy(() -> bucket.has("key", 2, new byte[] {1}))
                    .isInstanceOf(UnavailableException.class);
            assertThatThrownBy(() -> bucket.write("key", "text/plain", new byte[0]))
                    .isInstanceOf(UnavailableException.class);
            assertThat(s3.timeouts).isEmpty();
        }

        @Test
        void eachPageOfAListIsARequest_withATimeOutOfItsOwn() {
            s3.pages.add(page("a").nextContinuationToken("more").build());
            s3.pages.add(page("b").build());
            s3.whenAsked = () -> clock.advance(Duration.ofSeconds(6));

            assertThat(bucket.list("prefix/"))
                    .extracting(InvoiceBucket.Entry::key)
                    .containsExactly("a", "b");
            assertThat(s3.timeouts).containsExactly(Duration.ofSeconds(8), Duration.ofSeconds(4));
            assertThat(s3.listed)
                    .extracting(ListObjectsV2Request::continuationToken)
                    .containsExactly(null, "more");
        }

        @Test
        void atMostTenPagesOfAListAreRead() {
            for (int i = 0; i < 100; i++) {
                s3.pages.add(page("key" + i).nextContinuationToken("more").build());
            }

            assertThat(bucket.list("prefix/")).hasSize(10);
            assertThat(s3.listed).hasSize(10);
        }

        @Test
        void aRequestForContentEndsAtTheDeadline_evenWhileTheBodyIsRead() {
            s3.whenAsked = () -> clock.advance(Duration.ofSeconds(10));

            assertThatThrownBy(() -> bucket.read("key")).isInstanceOf(UnavailableException.class);
        }

        @Test
        void aRequestForALineReadsOnlyTheLine() {
            assertThat(bucket.has("key", 2, utf8("long"))).isTrue();
            assertThat(s3.ranges).containsExactly("bytes=2-5");

            assertThat(bucket.has("key", 2, utf8("lomg"))).isFalse();
            assertThat(bucket.has("key", 1, utf8("long"))).isFalse();
            assertThat(bucket.has("key", 7, utf8("line and more"))).isFalse();
        }

        @Test
        void aRequestForALineBeyondTheEndOfTheObjectReturnsFalse() {
            assertThat(bucket.has("key", 11, utf8("x"))).isFalse();
        }

        private static byte[] utf8(String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }

        private static ListObjectsV2Response.Builder page(String key) {
            return ListObjectsV2Response.builder()
                    .contents(S3Object.builder().key(key).size(1L).build());
        }
    }

    /** Returns the credentials that a test has queued. Fails if the queue is empty. */
    private static final class FakeCredentials implements AwsCredentialsProvider {

        private final Deque<AwsCredentials> next = new ArrayDeque<>();
        private int made;

        void queueExpiringAt(Instant end) {
            made++;
            next.add(
                    AwsSessionCredentials.builder()
                            .accessKeyId("id" + made)
                            .secretAccessKey("secret")
                            .sessionToken("token")
                            .expirationTime(end)
                            .build());
        }

        @Override
        public AwsCredentials resolveCredentials() {
            if (next.isEmpty()) {
                throw SdkClientException.create("Failed to load credentials");
            }
            return next.remove();
        }
    }

    /** Gives a small answer to each call, and records the call's time-out. */
    private static final class FakeS3 implements S3Client {

        private final List<Duration> timeouts = new ArrayList<>();
        private final List<String> ranges = new ArrayList<>();
        private final List<ListObjectsV2Request> listed = new ArrayList<>();
        private final Deque<ListObjectsV2Response> pages = new ArrayDeque<>();
        private Runnable whenAsked = () -> {};

        private void ask(S3Request request) {
            timeouts.add(
                    request.overrideConfiguration()
                            .flatMap(AwsRequestOverrideConfiguration::apiCallTimeout)
                            .orElseThrow());
            whenAsked.run();
        }

        @Override
        public HeadObjectResponse headObject(HeadObjectRequest request) {
            ask(request);
            return HeadObjectResponse.builder().build();
        }

        @Override
        public ListObjectsV2Response listObjectsV2(ListObjectsV2Request request) {
            ask(request);
            listed.add(request);
            return pages.isEmpty() ? ListObjectsV2Response.builder().build() : pages.remove();
        }

        @Override
        public <R> R getObject(
                GetObjectRequest request, ResponseTransformer<GetObjectResponse, R> transformer) {
            ask(request);
            byte[] content = "a long line".getBytes(StandardCharsets.UTF_8);
            if (request.range() != null) {
                ranges.add(request.range());
                String[] range = request.range().substring("bytes=".length()).split("-", 2);
                int begin = Integer.parseInt(range[0]);
                if (begin >= content.length) {
                    throw S3Exception.builder().statusCode(416).build();
                }
                int end = Math.min(content.length, Integer.parseInt(range[1]) + 1);
                content = Arrays.copyOfRange(content, begin, end);
            }
            try {
                return transformer.transform(
                        GetObjectResponse.builder().build(),
                        AbortableInputStream.create(new ByteArrayInputStream(content)));
            } catch (Exception e) {
                // The SDK does the same.
                throw SdkClientException.create("Exception thrown in ResponseTransformer", e);
            }
        }

        @Override
        public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
            ask(request);
            return PutObjectResponse.builder().build();
        }

        @Override
        public String serviceName() {
            return "s3";
        }

        @Override
        public void close() {}
    }
}
