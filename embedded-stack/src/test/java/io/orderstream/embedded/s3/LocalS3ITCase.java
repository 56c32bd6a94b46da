package io.orderstream.embedded.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.orderstream.embedded.start.LoopbackPort;
import io.orderstream.embedded.start.StartException;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

class LocalS3ITCase {

    private static final AwsBasicCredentials CREDENTIALS =
            AwsBasicCredentials.create("local", "secret");
    private static final String UUID = "0123abcd-0123-4567-89ab-0123456789ab";

    @TempDir Path data;

    private LocalS3 s3;

    @BeforeEach
    void start() {
        s3 = LocalS3.start(data, LoopbackPort.free("--s3-port"), CREDENTIALS);
        s3.client().createBucket(bucket -> bucket.bucket("archive"));
    }

    @AfterEach
    void stop() {
        s3.close();
    }

    @Test
    void returnsAnObjectThatWasPut() {
        put("invoices/dt=1/part-1.jsonl", "one");

        assertThat(get("invoices/dt=1/part-1.jsonl")).isEqualTo("one");
    }

    @Test
    void listsTheKeysUnderAPrefixInOrder() {
        put("invoices/b", "2");
        put("invoices/a", "1");
        put("rejected/c", "3");

        assertThat(keys("invoices/")).containsExactly("invoices/a", "invoices/b");
    }

    @Test
    void listsNoObjectThatIsStillBeingWritten() throws Exception {
        put("invoices/part-" + UUID + "-0.jsonl", "done");
        Files.writeString(
                data.resolve("archive/invoices/part-" + UUID + "-1.jsonl-" + UUID), "half");

        assertThat(keys("invoices/")).containsExactly("invoices/part-" + UUID + "-0.jsonl");
    }

    /** In S3, only the last part of an upload may be smaller than 5 MiB. */
    @Test
    void completesAMultipartUpload_andThenRefusesItsParts() {
        String upload = beginUpload("big");
        String first = "1".repeat(5 * 1024 * 1024);
        List<CompletedPart> parts =
                List.of(
                        uploadPart("big", upload, 1, first),
                        uploadPart("big", upload, 2, "content"));
        assertThat(keys("")).isEmpty();

        complete("big", upload, parts);

        assertThat(get("big")).isEqualTo(first + "content");
        assertNoSuchUpload(() -> uploadPart("big", upload, 1, "other"));
    }

    @Test
    void refusesPartsAndTheCompletionOfAnAbortedUpload() {
        String upload = beginUpload("big");
        CompletedPart part = uploadPart("big", upload, 1, "content");
        s3.client()
                .abortMultipartUpload(abort -> abort.bucket("archive").key("big").uploadId(upload));

        assertNoSuchUpload(() -> uploadPart("big", upload, 1, "content"));
        assertNoSuchUpload(() -> complete("big", upload, List.of(part)));
    }

    @Test
    void refusesPartsOfAnUploadThatWasNeverStarted() {
        assertNoSuchUpload(() -> uploadPart("big", UUID, 1, "content"));
    }

    @Test
    void keepsItsObjectsAcrossRestarts() {
        put("kept", "yes");
        s3.close();

        s3 = LocalS3.start(data, LoopbackPort.free("--s3-port"), CREDENTIALS);

        assertThat(get("kept")).isEqualTo("yes");
    }

    @Test
    void servesAPresignedUrl() throws Exception {
        put("issued/o1.json", "{\"orderid\":\"o1\"}");

        HttpResponse<String> response = fetch(presign("issued/o1.json", Duration.ofMinutes(30)));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("{\"orderid\":\"o1\"}");
    }

    /**
     * If the bucket has no CORS rule, a page can fetch a presigned URL, but the browser hides the
     * answer from the page.
     */
    @Test
    void allowsNoPage_whenTheBucketHasNoCorsRule() throws Exception {
        put("issued/o1.json", "mine");
        URI address = presign("issued/o1.json", Duration.ofMinutes(30));

        assertThat(preflight(address, "GET").statusCode()).isEqualTo(403);
        assertThat(fromAPage(address).headers().firstValue("access-control-allow-origin"))
                .isEmpty();
    }

    @Test
    void appliesTheCorsRuleOfTheBucket() throws Exception {
        s3.close();
        s3 =
                LocalS3.start(
                        data,
                        LoopbackPort.free("--s3-port"),
                        CREDENTIALS,
                        new BucketCors(
                                List.of("*"), List.of("GET"), List.of("*"), List.of("etag")));
        put("issued/o1.json", "mine");
        URI address = presign("issued/o1.json", Duration.ofMinutes(30));

        assertThat(preflight(address, "GET").statusCode()).isEqualTo(200);
        assertThat(preflight(address, "PUT").statusCode()).isEqualTo(400);
        HttpResponse<String> answer = fromAPage(address);
        assertThat(answer.body()).isEqualTo("mine");
        assertThat(answer.headers().firstValue("access-control-allow-origin")).contains("*");
        assertThat(answer.headers().firstValue("access-control-expose-headers")).contains("etag");
        URI unsigned = URI.create(address.toString().replaceFirst("\\?.*", ""));
        assertThat(fromAPage(unsigned).statusCode()).isEqualTo(403);
    }

    private static HttpResponse<String> preflight(URI address, String method) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(address)
                                .header("origin", "null")
                                .header("access-control-request-method", method)
                                .header("access-control-request-headers", "content-type")
                                .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> fromAPage(URI address) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(address).header("origin", "null").build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void refusesAPresignedUrlForAnotherObject() throws Exception {
        put("issued/o1.json", "mine");
        put("issued/o2.json", "somebody else's");
        URI mine = presign("issued/o1.json", Duration.ofMinutes(30));

        HttpResponse<String> response =
                fetch(URI.create(mine.toString().replace("o1.json", "o2.json")));

        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.body()).contains("<Code>SignatureDoesNotMatch</Code>");
    }

    @Test
    void refusesAPresignedUrlWithAnExtendedExpiry() throws Exception {
        put("issued/o1.json", "mine");
        URI url = presign("issued/o1.json", Duration.ofMinutes(30));

        URI extended =
                URI.create(url.toString().replace("X-Amz-Expires=1800", "X-Amz-Expires=6000"));

        assertThat(extended).isNotEqualTo(url);
        assertThat(fetch(extended).statusCode()).isEqualTo(403);
    }

    @Test
    void refusesAnExpiredPresignedUrl() throws Exception {
        put("issued/o1.json", "mine");
        URI url = presign("issued/o1.json", Duration.ofSeconds(1));

        await().atMost(Duration.ofMinutes(5)).until(() -> fetch(url).statusCode() != 200);

        HttpResponse<String> response = fetch(url);
        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.body()).contains("<Message>Request has expired</Message>");
    }

    @Test
    void refusesOtherCredentials() {
        try (S3Client stranger =
                S3Client.builder()
                        .endpointOverride(s3.endpoint())
                        .forcePathStyle(true)
                        .region(Region.US_EAST_1)
                        .credentialsProvider(
                                StaticCredentialsProvider.create(
                                        AwsBasicCredentials.create("local", "another secret")))
                        .httpClientBuilder(UrlConnectionHttpClient.builder())
                        .build()) {
            assertThatThrownBy(stranger::listBuckets)
                    .isInstanceOfSatisfying(
                            S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(403));
        }
    }

    @Test
    void refusesAPortInUse_andNamesItsNumberAndFlag() throws Exception {
        try (ServerSocket other = new ServerSocket(0)) {
            LoopbackPort port = new LoopbackPort(other.getLocalPort(), "--s3-port");

            assertThatThrownBy(() -> LocalS3.start(data, port, CREDENTIALS))
                    .isInstanceOf(StartException.class)
                    .hasMessage(
                            "Port %d cannot be used (Address already in use). "
                                    + "Choose another port with --s3-port, or 0 for any free port.",
                            port.number());
        }
    }

    private void put(String key, String content) {
        s3.client()
                .putObject(put -> put.bucket("archive").key(key), RequestBody.fromString(content));
    }

    private String get(String key) {
        return s3.client().getObjectAsBytes(get -> get.bucket("archive").key(key)).asUtf8String();
    }

    private List<String> keys(String prefix) {
        return s3
                .client()
                .listObjectsV2(list -> list.bucket("archive").prefix(prefix))
                .contents()
                .stream()
                .map(S3Object::key)
                .toList();
    }

    private String beginUpload(String key) {
        return s3.client()
                .createMultipartUpload(begin -> begin.bucket("archive").key(key))
                .uploadId();
    }

    private CompletedPart uploadPart(String key, String upload, int number, String content) {
        String eTag =
                s3.client()
                        .uploadPart(
                                part ->
                                        part.bucket("archive")
                                                .key(key)
                                                .uploadId(upload)
                                                .partNumber(number),
                                RequestBody.fromString(content))
                        .eTag();
        return CompletedPart.builder().partNumber(number).eTag(eTag).build();
    }

    private void complete(String key, String upload, List<CompletedPart> parts) {
        s3.client()
                .completeMultipartUpload(
                        complete ->
                                complete.bucket("archive")
                                        .key(key)
                                        .uploadId(upload)
                                        .multipartUpload(all -> all.parts(parts)));
    }

    private static void assertNoSuchUpload(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        NoSuchUploadException.class,
                        e -> assertThat(e.statusCode()).isEqualTo(404));
    }

    private URI presign(String key, Duration valid) throws Exception {
        try (S3Presigner presigner =
                S3Presigner.builder()
                        .endpointOverride(s3.endpoint())
                        .serviceConfiguration(
                                S3Configuration.builder().pathStyleAccessEnabled(true).build())
                        .region(Region.US_EAST_1)
                        .credentialsProvider(StaticCredentialsProvider.create(CREDENTIALS))
                        .build()) {
            return presigner
                    .presignGetObject(
                            presign ->
                                    presign.signatureDuration(valid)
                                            .getObjectRequest(
                                                    get -> get.bucket("archive").key(key)))
                    .url()
                    .toURI();
        }
    }

    private static HttpResponse<String> fetch(URI url) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString());
    }
}
