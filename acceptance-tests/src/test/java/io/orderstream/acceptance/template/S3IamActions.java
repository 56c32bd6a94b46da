package io.orderstream.acceptance.template;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the IAM actions that a request to S3 needs. The name of the bucket must be in the path, not
 * in the host name.
 */
final class S3IamActions {
    private static final String ARN = "arn:aws:s3:::";
    private static final Pattern KEY = Pattern.compile("<Key>([^<]*)</Key>");
    private static final int NOT_FOUND = 404;

    private final RecordedRequest request;
    private final String bucket;
    private final String key;
    private final Map<String, String> query;

    private S3IamActions(RecordedRequest request) {
        this.request = request;
        String[] parts = request.target().split("\\?", 2);
        String[] path = decode(parts[0].substring(1)).split("/", 2);
        this.bucket = path[0];
        this.key = path.length > 1 ? path[1] : "";
        this.query = query(parts.length > 1 ? parts[1] : "");
    }

    static List<AwsCall> of(RecordedRequest request) {
        S3IamActions calls = new S3IamActions(request);
        return calls.key.isEmpty() ? calls.ofBucket() : calls.ofObject();
    }

    static boolean deletesMany(String method, String target) {
        return method.equals("POST") && target.matches("[^?]*\\?(.*&)?delete(=.*|&.*)?");
    }

    private List<AwsCall> ofBucket() {
        String method = request.method();
        if (method.equals("GET") && query.containsKey("location")) {
            return List.of(call("s3:GetBucketLocation", bucketArn()));
        }
        if (method.equals("GET") && query.containsKey("uploads")) {
            return List.of(call("s3:ListBucketMultipartUploads", bucketArn()));
        }
        boolean lists =
                query.isEmpty() || query.containsKey("list-type") || query.containsKey("prefix");
        if (method.equals("GET") && lists) {
            return List.of(
                    new AwsCall(
                            request.caller(),
                            "s3:ListBucket",
                            bucketArn(),
                            Optional.ofNullable(query.get("prefix"))));
        }
        if (method.equals("HEAD")) {
            return List.of(call("s3:ListBucket", bucketArn()));
        }
        if (deletesMany(method, request.target())) {
            List<AwsCall> deletions = new ArrayList<>();
            Matcher keys = KEY.matcher(request.body());
            while (keys.find()) {
                deletions.add(call("s3:DeleteObject", bucketArn() + "/" + keys.group(1)));
            }
            return deletions;
        }
        throw unknown();
    }

    private List<AwsCall> ofObject() {
        String object = bucketArn() + "/" + key;
        boolean upload = query.containsKey("uploadId");
        return switch (request.method()) {
            case "GET", "HEAD" ->
                    upload ? List.of(call("s3:ListMultipartUploadParts", object)) : get(object);
            case "PUT" -> put(object);
            case "POST" -> {
                if (!upload && !query.containsKey("uploads")) {
                    throw unknown();
                }
                yield List.of(call("s3:PutObject", object));
            }
            case "DELETE" ->
                    List.of(call(upload ? "s3:AbortMultipartUpload" : "s3:DeleteObject", object));
            default -> throw unknown();
        };
    }

    /**
     * Returns the actions that a read of an object needs. S3 answers 404 for a missing object only
     * if the caller may list the bucket. Otherwise S3 answers 403. So an answer of 404 needs {@code
     * s3:ListBucket}, too.
     */
    private List<AwsCall> get(String object) {
        AwsCall get =
                call(
                        query.containsKey("versionId") ? "s3:GetObjectVersion" : "s3:GetObject",
                        object);
        return request.status() == NOT_FOUND
                ? List.of(get, call("s3:ListBucket", bucketArn()))
                : List.of(get);
    }

    private List<AwsCall> put(String object) {
        AwsCall put = call("s3:PutObject", object);
        if (request.copySource().isEmpty()) {
            return List.of(put);
        }
        String source = decode(request.copySource()).replaceFirst("^/", "");
        return List.of(put, call("s3:GetObject", ARN + source));
    }

    private AwsCall call(String action, String resource) {
        return new AwsCall(request.caller(), action, resource);
    }

    private String bucketArn() {
        return ARN + bucket;
    }

    private static Map<String, String> query(String text) {
        Map<String, String> query = new LinkedHashMap<>();
        for (String parameter : text.split("&", -1)) {
            if (!parameter.isEmpty()) {
                String[] parts = parameter.split("=", 2);
                query.put(decode(parts[0]), parts.length > 1 ? decode(parts[1]) : "");
            }
        }
        return query;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private IllegalStateException unknown() {
        return new IllegalStateException("Unknown request: " + request);
    }
}
