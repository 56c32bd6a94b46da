package io.orderstream.query;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.s3.presigner.model.PresignedGetObjectRequest;

/**
 * S3. The function needs {@code s3:ListBucket}: without it S3 answers 403 for an object that does
 * not exist.
 */
final class S3InvoiceBucket implements InvoiceBucket {

    private static final String SERVICE = "the invoice archive";
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(8);

    private final S3Client s3;
    private final S3Presigner presigner;
    private final String bucketName;

    S3InvoiceBucket(S3Client s3, S3Presigner presigner, String bucketName) {
        this.s3 = s3;
        this.presigner = presigner;
        this.bucketName = bucketName;
    }

    /** Region, credentials and endpoint come from Lambda's environment. */
    static S3InvoiceBucket connect(String bucketName) {
        return new S3InvoiceBucket(
                S3Client.builder()
                        .httpClientBuilder(
                                UrlConnectionHttpClient.builder()
                                        .connectionTimeout(CONNECT_TIMEOUT)
                                        .socketTimeout(READ_TIMEOUT))
                        .overrideConfiguration(client -> client.apiCallTimeout(CALL_TIMEOUT))
                        .build(),
                S3Presigner.create(),
                bucketName);
    }

    @Override
    public boolean exists(String key) {
        return AwsCall.to(
                SERVICE,
                () -> {
                    try {
                        s3.headObject(request -> request.bucket(bucketName).key(key));
                        return true;
                    } catch (NoSuchKeyException e) {
                        return false;
                    }
                });
    }

    @Override
    public List<Entry> list(String prefix) {
        return AwsCall.to(
                SERVICE,
                () ->
                        s3
                                .listObjectsV2Paginator(
                                        request -> request.bucket(bucketName).prefix(prefix))
                                .contents()
                                .stream()
                                .map(
                                        object ->
                                                new Entry(
                                                        object.key(),
                                                        object.lastModified(),
                                                        object.size()))
                                .toList());
    }

    @Override
    public InputStream open(String key) {
        return new AbortedWhenClosed(
                AwsCall.to(
                        SERVICE,
                        () -> s3.getObject(request -> request.bucket(bucketName).key(key))));
    }

    @Override
    public byte[] start(String key, int bytes) {
        return AwsCall.to(
                SERVICE,
                () ->
                        s3.getObjectAsBytes(
                                        request ->
                                                request.bucket(bucketName)
                                                        .key(key)
                                                        .range("bytes=0-" + (bytes - 1)))
                                .asByteArray());
    }

    @Override
    public void write(String key, String contentType, byte[] content) {
        AwsCall.to(
                SERVICE,
                () ->
                        s3.putObject(
                                request ->
                                        request.bucket(bucketName)
                                                .key(key)
                                                .contentType(contentType),
                                RequestBody.fromBytes(content)));
    }

    @Override
    public SignedUrl sign(String key, String fileName, Duration expiry) {
        PresignedGetObjectRequest signed =
                AwsCall.to(
                        SERVICE,
                        () ->
                                presigner.presignGetObject(
                                        request ->
                                                request.signatureDuration(expiry)
                                                        .getObjectRequest(
                                                                get ->
                                                                        get.bucket(bucketName)
                                                                                .key(key)
                                                                                .responseContentDisposition(
                                                                                        "attachment;"
                                                                                                + " filename=\""
                                                                                                + fileName
                                                                                                + '"'))));
        // The signature's own date has whole seconds, so it ends this much earlier.
        return new SignedUrl(
                signed.url().toString(), signed.expiration().truncatedTo(ChronoUnit.SECONDS));
    }

    /** Closing alone would read the rest of a file of which only one line was wanted. */
    private static final class AbortedWhenClosed extends FilterInputStream {

        private final ResponseInputStream<GetObjectResponse> response;

        AbortedWhenClosed(ResponseInputStream<GetObjectResponse> response) {
            super(response);
            this.response = response;
        }

        @Override
        public void close() throws IOException {
            response.abort();
            super.close();
        }
    }
}
