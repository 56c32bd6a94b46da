package io.orderstream.embedded.s3;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.regex.Pattern;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * Makes S3Proxy's file system store as strict as S3 in two cases. First, a listing never shows an
 * object that is still being written. Second, the parts and the completion of a multipart upload
 * are refused if the upload was never started or was aborted. After the completion of an upload,
 * further parts are refused, too. But a second completion is not refused: it does not reach this
 * class, because S3Proxy itself answers it with success.
 *
 * <p>S3Proxy writes an unfinished object to a file named {@code <key>-<random UUID>}. This class
 * leaves all such names out of listings. So a finished object whose key ends with a hyphen and a
 * UUID can be read, but is in no listing.
 */
final class StrictBlobStore extends ForwardingBlobStore {

    private static final Pattern UNFINISHED_OBJECT =
            Pattern.compile(
                    ".*-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
                    Pattern.DOTALL);

    // S3Proxy's own marker for an upload in progress.
    private static final String UPLOAD_MARKER = ".s3proxy-mpu-stub-";
    private static final int NOT_FOUND = 404;

    StrictBlobStore(BlobStore files) {
        super(files);
    }

    @Override
    public ListObjectsV2Response list(ListObjectsV2Request request) {
        ListObjectsV2Response page = super.list(request);
        return page.toBuilder()
                .contents(
                        page.contents().stream()
                                .filter(
                                        object ->
                                                !UNFINISHED_OBJECT.matcher(object.key()).matches())
                                .toList())
                .build();
    }

    @Override
    public UploadPartResponse uploadMultipartPart(
            MultipartUpload upload, UploadPartRequest request, InputStream body) {
        if (!isInProgress(upload)) {
            drain(body);
            throw noSuchUpload();
        }
        return super.uploadMultipartPart(upload, request, body);
    }

    // If a request body is not read, S3Proxy closes the connection, sometimes before the client has
    // the answer.
    private static void drain(InputStream body) {
        try {
            body.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException("The part's content could not be read", e);
        }
    }

    @Override
    public CompleteMultipartUploadResponse completeMultipartUpload(
            MultipartUpload upload, CompleteMultipartUploadRequest request) {
        if (!isInProgress(upload)) {
            throw noSuchUpload();
        }
        return super.completeMultipartUpload(upload, request);
    }

    private boolean isInProgress(MultipartUpload upload) {
        return blobExists(upload.containerName(), UPLOAD_MARKER + upload.id());
    }

    private static NoSuchUploadException noSuchUpload() {
        String message = "The upload does not exist: it was aborted, completed, or never started.";
        AwsErrorDetails details =
                AwsErrorDetails.builder()
                        .errorCode("NoSuchUpload")
                        .errorMessage(message)
                        .sdkHttpResponse(SdkHttpResponse.builder().statusCode(NOT_FOUND).build())
                        .build();
        NoSuchUploadException.Builder exception = NoSuchUploadException.builder();
        exception.statusCode(NOT_FOUND).message(message).awsErrorDetails(details);
        return exception.build();
    }
}
