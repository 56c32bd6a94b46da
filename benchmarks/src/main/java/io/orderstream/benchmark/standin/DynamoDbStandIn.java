package io.orderstream.benchmark.standin;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.jetty.server.Request;

/**
 * A stand-in for DynamoDB. It stores no item. It accepts every item, except some items of a
 * throttled account. Every GetItem gets the same answer, and every Query gets the same answer.
 */
public final class DynamoDbStandIn extends LatentServer {

    private static final String NOTHING_LEFT = "{\"UnprocessedItems\":{}}";
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final Map<String, String> HEADERS =
            Map.of("content-type", "application/x-amz-json-1.0");

    private static final String PUT = "{\"PutRequest\"";
    private static final String TABLE = "\"RequestItems\":{";

    private final LongAdder items = new LongAdder();
    private final LongAdder itemsOfOthers = new LongAdder();
    private volatile Optional<Throttle> throttle = Optional.empty();
    private volatile String getItemAnswer = "{}";
    private volatile String queryAnswer = "{}";

    /** Starts a stand-in that answers after this latency. */
    public DynamoDbStandIn(Duration latency) {
        super(latency);
    }

    /**
     * Answers each GetItem and each Query with this item from now on.
     *
     * @param json the item in DynamoDB's JSON
     */
    public void answerWith(String json) {
        getItemAnswer = "{\"Item\":" + json + "}";
        answerQueriesWith(List.of(json));
    }

    /**
     * Answers each Query with these items from now on. The answer says that more items match.
     *
     * @param json the items in DynamoDB's JSON
     * @param lastKey the key of the last item, in DynamoDB's JSON
     */
    public void answerQueriesWith(List<String> json, String lastKey) {
        queryAnswer = "{" + items(json) + ",\"LastEvaluatedKey\":" + lastKey + "}";
    }

    /**
     * Answers each Query with these items from now on. The answer says that no other items match.
     */
    public void answerQueriesWith(List<String> json) {
        queryAnswer = "{" + items(json) + "}";
    }

    private static String items(List<String> json) {
        return "\"Count\":%1$s,\"ScannedCount\":%1$s,\"Items\":[%2$s]"
                .formatted(json.size(), String.join(",", json));
    }

    /** Returns the number of items that were put since the last reset. */
    public long items() {
        return items.sum();
    }

    /**
     * Throttles one account until the next reset. BatchWriteItem returns the items above the rate
     * as unprocessed.
     *
     * @param account the account to throttle
     * @param perSecond the items a second that are accepted for the account; after a pause, up to
     *     this many at once
     */
    public void throttle(String account, int perSecond) {
        throttle = Optional.of(new Throttle(account, perSecond));
    }

    /**
     * Returns the number of items of other accounts that were put since the last reset, while an
     * account was throttled.
     */
    public long itemsOfOthers() {
        return itemsOfOthers.sum();
    }

    @Override
    public void reset() {
        super.reset();
        items.reset();
        itemsOfOthers.reset();
        throttle = Optional.empty();
    }

    @Override
    Answer answer(Request request, String kind, ByteBuffer body) {
        if (kind.equals("BatchWriteItem") && throttle.isPresent()) {
            return Answer.of(200, HEADERS, takeSome(text(body), throttle.get()));
        }
        if (kind.equals("BatchWriteItem")) {
            items.add(puts(text(body)));
            return Answer.of(200, HEADERS, NOTHING_LEFT);
        }
        if (kind.equals("GetItem")) {
            return Answer.of(200, HEADERS, getItemAnswer);
        }
        if (kind.equals("Query")) {
            return Answer.of(200, HEADERS, queryAnswer);
        }
        items.increment();
        return Answer.of(200, HEADERS, "{}");
    }

    /**
     * Accepts the items of the other accounts, and as many items of the throttled account as its
     * rate allows. The answer lists the rest as unprocessed.
     */
    private String takeSome(String request, Throttle throttle) {
        int tableStart = request.indexOf(TABLE) + TABLE.length();
        StringJoiner left = new StringJoiner(",");
        int start = request.indexOf(PUT);
        while (start >= 0) {
            int next = request.indexOf(PUT, start + 1);
            String put = request.substring(start, next < 0 ? request.lastIndexOf(']') : next - 1);
            boolean throttled = put.contains(throttle.account);
            if (throttled && !throttle.takesOneMore()) {
                left.add(put);
            } else {
                items.increment();
                itemsOfOthers.add(throttled ? 0 : 1);
            }
            start = next;
        }
        return left.length() == 0
                ? NOTHING_LEFT
                : "{\"UnprocessedItems\":{"
                        + request.substring(tableStart, request.indexOf('[', tableStart) + 1)
                        + left
                        + "]}}";
    }

    private static final class Throttle {

        private final String account;
        private final long nanosEach;
        private long next = System.nanoTime();

        Throttle(String account, int perSecond) {
            this.account = "\"accountid\":{\"S\":\"" + account + "\"}";
            this.nanosEach = SECOND_NANOS / perSecond;
        }

        synchronized boolean takesOneMore() {
            long now = System.nanoTime();
            next = Math.max(next, now - SECOND_NANOS + nanosEach);
            if (next - now > 0) {
                return false;
            }
            next += nanosEach;
            return true;
        }
    }

    private static int puts(String request) {
        int count = 0;
        for (int at = request.indexOf(PUT); at >= 0; at = request.indexOf(PUT, at + 1)) {
            count++;
        }
        return count;
    }

    private static String text(ByteBuffer body) {
        byte[] bytes = new byte[body.remaining()];
        body.get(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
