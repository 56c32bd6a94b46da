package io.orderstream.benchmark.standin;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.jetty.server.Request;

/** DynamoDB that takes every item and keeps none. */
public final class DynamoDbStandIn extends LatentServer {

    private static final byte[] ITEM = "\"PutRequest\"".getBytes(StandardCharsets.UTF_8);
    private static final Map<String, String> HEADERS =
            Map.of("content-type", "application/x-amz-json-1.0");

    private final LongAdder items = new LongAdder();

    /** One that takes so long for each request. */
    public DynamoDbStandIn(Duration latency) {
        super(latency);
    }

    /** How many items were put. */
    public long items() {
        return items.sum();
    }

    @Override
    public void reset() {
        super.reset();
        items.reset();
    }

    @Override
    String kind(Request request) {
        String target = String.valueOf(request.getHeaders().get("x-amz-target"));
        return target.substring(target.indexOf('.') + 1);
    }

    @Override
    Answer answer(Request request, String kind, ByteBuffer body) {
        if (kind.equals("BatchWriteItem")) {
            items.add(occurrences(body, ITEM));
            return new Answer(200, HEADERS, "{\"UnprocessedItems\":{}}");
        }
        items.increment();
        return new Answer(200, HEADERS, "{}");
    }

    private static int occurrences(ByteBuffer in, byte[] of) {
        int count = 0;
        for (int i = in.position(); i <= in.limit() - of.length; i++) {
            int matched = 0;
            while (matched < of.length && in.get(i + matched) == of[matched]) {
                matched++;
            }
            if (matched == of.length) {
                count++;
                i += of.length - 1;
            }
        }
        return count;
    }
}
