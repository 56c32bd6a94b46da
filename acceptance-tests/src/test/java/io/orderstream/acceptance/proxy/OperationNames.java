package io.orderstream.acceptance.proxy;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Names the operation of a request: the service, a colon, and the operation's name in the API
 * reference, such as {@code s3:GetObject}. Requests to Kinesis and DynamoDB name the operation in a
 * header. For S3, the operation follows from the method, the path, the query and the copy source.
 * The name of the bucket must be in the path, not in the host name. The class does not distinguish
 * all operations of S3: a request for the tags of an object, for example, gets the name GetObject.
 */
final class OperationNames {

    private OperationNames() {}

    static String of(HttpMessage request) {
        String target = request.header("x-amz-target");
        if (target.isEmpty()) {
            return "s3:" + ofS3(request);
        }
        String service = target.substring(0, target.indexOf('_')).toLowerCase(Locale.ROOT);
        return service + ":" + target.substring(target.indexOf('.') + 1);
    }

    private static String ofS3(HttpMessage request) {
        String[] target = request.target().split("\\?", 2);
        Set<String> query =
                Arrays.stream((target.length > 1 ? target[1] : "").split("&", -1))
                        .map(parameter -> parameter.split("=", 2)[0])
                        .collect(Collectors.toSet());
        boolean object = target[0].indexOf('/', 1) > 0 && !target[0].endsWith("/");
        boolean upload = query.contains("uploadId");
        return switch (request.method()) {
            case "PUT" -> put(request, object, upload);
            case "POST" -> post(query, upload);
            case "GET" -> object ? upload ? "ListParts" : "GetObject" : "ListObjectsV2";
            case "HEAD" -> object ? "HeadObject" : "HeadBucket";
            case "DELETE" -> upload ? "AbortMultipartUpload" : "DeleteObject";
            default -> request.method();
        };
    }

    private static String put(HttpMessage request, boolean object, boolean upload) {
        if (!object) {
            return "CreateBucket";
        }
        if (upload) {
            return "UploadPart";
        }
        return request.header("x-amz-copy-source").isEmpty() ? "PutObject" : "CopyObject";
    }

    private static String post(Set<String> query, boolean upload) {
        if (query.contains("delete")) {
            return "DeleteObjects";
        }
        return upload ? "CompleteMultipartUpload" : "CreateMultipartUpload";
    }
}
