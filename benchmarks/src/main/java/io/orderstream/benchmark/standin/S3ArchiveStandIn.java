package io.orderstream.benchmark.standin;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;

/**
 * S3 with an archive in it whose objects are made when they are read. What is put is taken, and is
 * there, without its bytes.
 */
public final class S3ArchiveStandIn extends LatentServer {

    private static final int PAGE = 1_000;
    private static final Map<String, String> XML = Map.of("content-type", "application/xml");
    private static final Map<String, String> TAG = Map.of("etag", "\"0-1\"");

    private static final Pattern RANGE = Pattern.compile("bytes=([0-9]+)-([0-9]+)");

    private final Set<String> taken = ConcurrentHashMap.newKeySet();
    private volatile Archive archive = new Empty();

    /** One that takes so long for each request, and then sends no faster than this. */
    public S3ArchiveStandIn(Duration latency, long bytesPerSecond) {
        super(latency, bytesPerSecond);
    }

    /** What is in the bucket. */
    public interface Archive {

        /** The objects, sorted by key. */
        List<Listed> objects();

        /** An object's bytes. */
        byte[] read(String key);
    }

    /** An object in a listing. */
    public record Listed(String key, long size) {}

    private static final class Empty implements Archive {
        @Override
        public List<Listed> objects() {
            return List.of();
        }

        @Override
        public byte[] read(String key) {
            throw new IllegalArgumentException(key);
        }
    }

    /** Has this in the bucket from now on, and nothing else. */
    public void serve(Archive served) {
        archive = served;
        forget();
    }

    /** Forgets what was put. */
    public void forget() {
        taken.clear();
    }

    @Override
    String kind(Request request) {
        return switch (request.getMethod()) {
            case "GET" -> isListing(request) ? "ListObjects" : "GetObject";
            case "HEAD" -> "HeadObject";
            case "PUT" -> "PutObject";
            default -> request.getMethod();
        };
    }

    private static boolean isListing(Request request) {
        return String.valueOf(request.getHttpURI().getQuery()).contains("list-type");
    }

    @Override
    Answer answer(Request request, String kind, ByteBuffer body) {
        String path = request.getHttpURI().getDecodedPath();
        String key = path.substring(path.indexOf('/', 1) + 1);
        return switch (request.getMethod()) {
            case "PUT" -> {
                taken.add(key);
                yield Answer.of(200, TAG, "");
            }
            case "HEAD" -> Answer.of(taken.contains(key) ? 200 : 404, Map.of(), "");
            case "GET" -> isListing(request) ? list(request) : read(request, key);
            default -> Answer.of(501, Map.of(), "");
        };
    }

    private Answer read(Request request, String key) {
        byte[] bytes = archive.read(key);
        Matcher range = RANGE.matcher(String.valueOf(request.getHeaders().get("range")));
        if (!range.matches()) {
            return object(200, bytes);
        }
        int first = Integer.parseInt(range.group(1));
        int last = Math.min(Integer.parseInt(range.group(2)), bytes.length - 1);
        return first > last
                ? Answer.of(416, Map.of(), "")
                : object(206, Arrays.copyOfRange(bytes, first, last + 1));
    }

    private static Answer object(int status, byte[] bytes) {
        return new Answer(
                status,
                Map.of("etag", "\"0-1\"", "content-length", String.valueOf(bytes.length)),
                ByteBuffer.wrap(bytes));
    }

    private Answer list(Request request) {
        Fields query = Request.extractQueryParameters(request);
        String prefix = String.valueOf(query.getValue("prefix"));
        String after = query.getValue("continuation-token");
        List<Listed> rest =
                archive.objects().stream()
                        .filter(object -> object.key().startsWith(prefix))
                        .filter(object -> after == null || object.key().compareTo(after) > 0)
                        .toList();
        List<Listed> page = rest.subList(0, Math.min(PAGE, rest.size()));
        boolean more = page.size() < rest.size();
        return Answer.of(
                200,
                XML,
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
                        + "<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
                        + ("<Name>b</Name><Prefix>" + prefix + "</Prefix><MaxKeys>1000</MaxKeys>")
                        + ("<KeyCount>" + page.size() + "</KeyCount>")
                        + ("<IsTruncated>" + more + "</IsTruncated>")
                        + (more
                                ? "<NextContinuationToken>"
                                        + page.get(page.size() - 1).key()
                                        + "</NextContinuationToken>"
                                : "")
                        + page.stream()
                                .map(S3ArchiveStandIn::contents)
                                .collect(Collectors.joining())
                        + "</ListBucketResult>");
    }

    private static String contents(Listed object) {
        return "<Contents><Key>"
                + object.key()
                + "</Key><LastModified>2026-11-23T10:00:00Z</LastModified><ETag>&quot;d41d8cd98f00b204e9800998ecf8427e-1&quot;</ETag>"
                + "<ChecksumAlgorithm>CRC64NVME</ChecksumAlgorithm>"
                + "<ChecksumType>FULL_OBJECT</ChecksumType><Size>"
                + object.size()
                + "</Size><StorageClass>STANDARD</StorageClass></Contents>";
    }
}
