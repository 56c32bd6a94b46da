package io.orderstream.embedded.s3;

import io.orderstream.embedded.start.LoopbackPort;
import io.orderstream.embedded.start.StartException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * S3 on this machine: S3Proxy in this process, on loopback, with a directory as its store. It
 * verifies signatures, also the signatures of presigned URLs. A tampered or expired URL gets 403.
 *
 * <pre>{@code
 * try (LocalS3 s3 = LocalS3.start(data, LoopbackPort.free("--s3-port"), AwsBasicCredentials.create("local", "secret"))) {
 *     s3.client().createBucket(bucket -> bucket.bucket("archive"));
 *     s3.client().putObject(...);
 * }
 * }</pre>
 *
 * <p>Buckets are addressed by path. Requests must be signed for exactly the host of {@link
 * #endpoint()}, which is 127.0.0.1 and not localhost.
 */
public final class LocalS3 implements AutoCloseable {

    private static final int THREADS = 64;

    // With a graceful stop, S3Proxy waits for idle connections and then throws.
    private static final long STOP_AT_ONCE = 0;

    private final S3Proxy proxy;
    private final URI endpoint;
    private final AwsBasicCredentials credentials;
    private final S3Client client;

    private LocalS3(S3Proxy proxy, AwsBasicCredentials credentials) {
        this.proxy = proxy;
        this.credentials = credentials;
        this.endpoint = URI.create("http://" + LoopbackPort.HOST + ":" + proxy.getPort());
        this.client =
                S3Client.builder()
                        .endpointOverride(endpoint)
                        .forcePathStyle(true)
                        .region(Region.US_EAST_1)
                        .credentialsProvider(StaticCredentialsProvider.create(credentials))
                        .httpClientBuilder(UrlConnectionHttpClient.builder())
                        .build();
    }

    /** Starts S3 without a CORS rule, so that no web page may fetch objects. */
    public static LocalS3 start(Path data, LoopbackPort port, AwsBasicCredentials credentials) {
        return start(data, port, credentials, BucketCors.none());
    }

    /**
     * Starts S3. It answers requests when this method returns.
     *
     * @param data the directory of the store, with a subdirectory for each bucket. The directory is
     *     created if it does not exist. It stays when S3 stops.
     * @param port the port to listen on
     * @param credentials the only accepted credentials
     * @param cors which web pages may fetch objects
     * @throws StartException if the port is in use or the directory cannot be created
     */
    public static LocalS3 start(
            Path data, LoopbackPort port, AwsBasicCredentials credentials, BucketCors cors) {
        // With a relative directory, listings by prefix and multipart uploads go wrong in S3Proxy,
        // and it reports no error.
        Path directory = data.toAbsolutePath().normalize();
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new StartException(
                    "Cannot write S3's data directory " + directory + ": " + e.getMessage(), e);
        }
        S3Proxy proxy =
                S3Proxy.builder()
                        .blobStore(
                                new StrictBlobStore(
                                        new FilesystemNio2BlobStore(directory.toString())))
                        .endpoint(
                                URI.create(
                                        "http://"
                                                + LoopbackPort.HOST
                                                + ":"
                                                + port.numberToListenOn()))
                        .awsAuthentication(
                                AuthenticationType.AWS_V2_OR_V4,
                                credentials.accessKeyId(),
                                credentials.secretAccessKey())
                        .ignoreUnknownHeaders(true)
                        .corsRules(cors.toS3Proxy())
                        .jettyMaxThreads(THREADS)
                        .stopTimeout(STOP_AT_ONCE)
                        .build();
        try {
            proxy.start();
        } catch (Exception e) {
            throw new StartException("Cannot start the S3 emulator: " + e.getMessage(), e);
        }
        return new LocalS3(proxy, credentials);
    }

    /** The endpoint, for example {@code http://127.0.0.1:9000}. */
    public URI endpoint() {
        return endpoint;
    }

    /** The only accepted credentials. */
    public AwsBasicCredentials credentials() {
        return credentials;
    }

    /** A client for this S3. It is closed together with this object. */
    public S3Client client() {
        return client;
    }

    /** Stops S3. The objects stay in the data directory. */
    @Override
    public void close() {
        client.close();
        try {
            proxy.stop();
        } catch (Exception e) {
            throw new IllegalStateException("The S3 emulator did not stop", e);
        }
    }
}
