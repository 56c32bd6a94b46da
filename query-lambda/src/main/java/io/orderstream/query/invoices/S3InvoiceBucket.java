package io.orderstream.query.invoices;

import io.orderstream.lambda.http.UnavailableException;
import io.orderstream.lambda.runtime.AwsCall;
import io.orderstream.lambda.runtime.InvocationDeadline;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.s3.presigner.model.PresignedGetObjectRequest;

/**
 * The bucket in S3. The query function needs the permission {@code s3:ListBucket}. Without it, S3
 * answers 403 instead of 404 for an object that does not exist.
 */
public final class S3InvoiceBucket implements InvoiceBucket {

    private static final String AWAITED_SERVICE = "the invoice archive";
    private static final String CREDENTIALS = "the service that renews the credentials for signing";
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(5);

    private static final int RANGE_NOT_SATISFIABLE = 416;

    /**
     * The maximum number of pages of a list. A page has up to a thousand keys. A slot's folder
     * rarely has more than one or two pages.
     */
    private static final int MAX_PAGES = 10;

    /** The time that a person needs to use an address. */
    private static final Duration TIME_FOR_A_PERSON = Duration.ofSeconds(30);

    private final S3Client s3;
    private final S3Presigner presigner;
    private final AwsCredentialsProvider credentials;
    private final String bucketName;
    private final InvocationDeadline deadline;
    private final AwsCall call;

    /** The bucket for one request. Each call to S3 is limited to the time that is left. */
    public S3InvoiceBucket(
            S3Client s3,
            S3Presigner presigner,
            AwsCredentialsProvider credentials,
            String bucketName,
            InvocationDeadline deadline) {
        this.s3 = s3;
        this.presigner = presigner;
        this.credentials = credentials;
        this.bucketName = bucketName;
        this.deadline = deadline;
        this.call = new AwsCall(AWAITED_SERVICE, deadline);
    }

    /**
     * Creates the clients of S3. Returns a function that creates an {@link InvoiceBucket} for a
     * request. Region, credentials and endpoint come from Lambda's environment.
     */
    public static Function<InvocationDeadline, InvoiceBucket> connect(String bucketName) {
        AwsCredentialsProvider credentials = DefaultCredentialsProvider.builder().build();
        S3Client s3 =
                S3Client.builder()
                        .credentialsProvider(credentials)
                        .httpClientBuilder(AwsCall.http(READ_TIMEOUT))
                        // Documents are short. Sending one takes less time than first asking S3
                        // whether it will accept the request.
                        .serviceConfiguration(options -> options.expectContinueEnabled(false))
                        .build();
        S3Presigner presigner = S3Presigner.builder().credentialsProvider(credentials).build();
        return deadline -> new S3InvoiceBucket(s3, presigner, credentials, bucketName, deadline);
    }

    @Override
    public boolean exists(String key) {
        HeadObjectRequest.Builder request = HeadObjectRequest.builder().bucket(bucketName).key(key);
        try {
            call.make(inTime -> s3.headObject(request.overrideConfiguration(inTime).build()));
            return true;
        } catch (NoSuchKeyException e) {
            return false;
        }
    }

    @Override
    public List<Entry> list(String prefix) {
        List<Entry> entries = new ArrayList<>();
        ListObjectsV2Request.Builder request =
                ListObjectsV2Request.builder().bucket(bucketName).prefix(prefix);
        String next = null;
        for (int pages = 0; pages == 0 || (next != null && pages < MAX_PAGES); pages++) {
            request.continuationToken(next);
            ListObjectsV2Response page =
                    call.make(
                            inTime ->
                                    s3.listObjectsV2(
                                            request.overrideConfiguration(inTime).build()));
            page.contents().forEach(object -> entries.add(new Entry(object.key(), object.size())));
            next = page.nextContinuationToken();
        }
        return entries;
    }

    @Override
    public byte[] read(String key) {
        return content(GetObjectRequest.builder().key(key));
    }

    @Override
    public boolean has(String key, long offset, byte[] bytes) {
        String range = "bytes=" + offset + "-" + (offset + bytes.length - 1);
        try {
            return Arrays.equals(content(GetObjectRequest.builder().key(key).range(range)), bytes);
        } catch (S3Exception e) {
            if (e.statusCode() == RANGE_NOT_SATISFIABLE) {
                return false;
            }
            throw e;
        }
    }

    private byte[] content(GetObjectRequest.Builder request) {
        request.bucket(bucketName);
        return call.make(
                inTime ->
                        s3.getObject(
                                request.overrideConfiguration(inTime).build(),
                                (response, body) -> readUntilDeadline(body)));
    }

    /**
     * Reads the whole body, and checks the deadline after each read. A read that is blocked goes on
     * until the time-out of the socket.
     */
    private byte[] readUntilDeadline(InputStream body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] some = new byte[64 << 10];
        for (int count = body.read(some); count >= 0; count = body.read(some)) {
            if (deadline.isOver()) {
                throw deadline.exceeded();
            }
            bytes.write(some, 0, count);
        }
        return bytes.toByteArray();
    }

    @Override
    public void write(String key, String contentType, byte[] content) {
        PutObjectRequest.Builder request =
                PutObjectRequest.builder().bucket(bucketName).key(key).contentType(contentType);
        RequestBody body = RequestBody.fromBytes(content);
        call.make(inTime -> s3.putObject(request.overrideConfiguration(inTime).build(), body));
    }

    /**
     * {@inheritDoc}
     *
     * <p>A presigned URL stops working when the credentials that signed it expire. So if their
     * expiry is known, the returned URL is not valid for longer than the credentials. The provider
     * renews credentials before they expire. With SnapStart, the credentials come from a container
     * endpoint, which says when they expire. Credentials from environment variables have no known
     * expiry, so this method cannot take their expiry into account.
     */
    @Override
    public SignedUrl sign(String key, Disposition disposition, String fileName, Duration expiry) {
        AwsCredentials signer = AwsCall.to(CREDENTIALS, credentials::resolveCredentials);
        Instant end = signer.expirationTime().orElse(Instant.MAX).truncatedTo(ChronoUnit.SECONDS);
        Duration left = Duration.between(Instant.now(), end).truncatedTo(ChronoUnit.SECONDS);
        Duration life = left.compareTo(expiry) < 0 ? left : expiry;
        // If the credentials expire so soon that a person could not use the address in time, no
        // address is signed. A short expiry that the operator configured is no reason to refuse.
        if (life.compareTo(expiry) < 0 && life.compareTo(TIME_FOR_A_PERSON) < 0) {
            throw new UnavailableException(CREDENTIALS, null);
        }
        PresignedGetObjectRequest signed =
                AwsCall.to(
                        AWAITED_SERVICE,
                        () ->
                                presigner.presignGetObject(
                                        request ->
                                                request.signatureDuration(life)
                                                        .getObjectRequest(
                                                                get(
                                                                        key,
                                                                        disposition.header(
                                                                                fileName),
                                                                        signer))));
        // The date in the signature is in whole seconds, rounded down. So the URL expires up to a
        // second before the time that the SDK returns.
        Instant signedUntil = signed.expiration().truncatedTo(ChronoUnit.SECONDS);
        return new SignedUrl(
                signed.url().toString(), signedUntil.isBefore(end) ? signedUntil : end);
    }

    private GetObjectRequest get(String key, String disposition, AwsCredentials signer) {
        return GetObjectRequest.builder()
                .bucket(bucketName)
                .key(key)
                .responseContentDisposition(disposition)
                // Signs with the credentials whose expiry was checked. The presigner's own provider
                // could return other credentials.
                .overrideConfiguration(
                        request ->
                                request.credentialsProvider(
                                        StaticCredentialsProvider.create(signer)))
                .build();
    }
}
