package io.orderstream.benchmark.standin;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.jetty.server.Request;

/** DynamoDB that takes every item and keeps none; whoever asks for one gets always the same one. */
public final class DynamoDbStandIn extends LatentServer {

    private static final byte[] ITEM = "\"PutRequest\"".getBytes(StandardCharsets.UTF_8);
    private static final int[] SKIP = skips();
    private static final String NOTHING_LEFT = "{\"UnprocessedItems\":{}}";
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final Map<String, String> HEADERS =
            Map.of("content-type", "application/x-amz-json-1.0");

    private static final String SOME_ITEM =
            """
            {"Item":{"accountid":{"S":"a1"},"vendorid_orderid":{"S":"v1#019aafd1-3b4c-8f21-9c3e-5d2b7a1f0e6d"},
             "vendorid":{"S":"v1"},"orderid":{"S":"019aafd1-3b4c-8f21-9c3e-5d2b7a1f0e6d"},
             "orderdate":{"S":"2026-11-23T10:11:12.123456Z"},"receivedat":{"S":"2026-11-23T10:11:12.480Z"},
             "details":{"S":"{\\"coffeetype\\":\\"Short Black\\",\\"unitprice\\":\\"4.5\\",\\"quantity\\":\\"2\\"}"},
             "unitprice":{"N":"4.5"},"quantity":{"N":"2"},"total":{"N":"9"},
             "archive":{"S":"invoices/dt=2026-11-23/hh=10/slot=07/1763894000000-0000000041/"},"part":{"N":"0"},"lineoffset":{"N":"0"}}}
            """;

    private static final String PUT = "{\"PutRequest\"";
    private static final String TABLE = "\"RequestItems\":{";

    private final LongAdder items = new LongAdder();
    private final LongAdder itemsOfOthers = new LongAdder();
    private volatile Optional<Hold> hold = Optional.empty();
    private volatile String item = SOME_ITEM;

    /** One that takes so long for each request. */
    public DynamoDbStandIn(Duration latency) {
        super(latency);
    }

    /** What whoever asks for an item gets from now on: {@code {"Item":{…}}}. */
    public void answerWith(String json) {
        item = json;
    }

    /** How many items were put. */
    public long items() {
        return items.sum();
    }

    /**
     * Of this account no more items are taken from now on; BatchWriteItem leaves the others
     * unprocessed.
     *
     * @param perSecond so many, and a second's worth at once after a pause
     */
    public void hold(String account, int perSecond) {
        hold = Optional.of(new Hold(account, perSecond));
    }

    /** How many items of other accounts were put since one is held. */
    public long itemsOfOthers() {
        return itemsOfOthers.sum();
    }

    @Override
    public void reset() {
        super.reset();
        items.reset();
        itemsOfOthers.reset();
        hold = Optional.empty();
    }

    @Override
    String kind(Request request) {
        String target = String.valueOf(request.getHeaders().get("x-amz-target"));
        return target.substring(target.indexOf('.') + 1);
    }

    @Override
    Answer answer(Request request, String kind, ByteBuffer body) {
        if (kind.equals("BatchWriteItem") && hold.isPresent()) {
            return Answer.of(200, HEADERS, takeSome(body, hold.get()));
        }
        if (kind.equals("BatchWriteItem")) {
            items.add(puts(body));
            return Answer.of(200, HEADERS, NOTHING_LEFT);
        }
        if (kind.equals("GetItem")) {
            return Answer.of(200, HEADERS, item);
        }
        items.increment();
        return Answer.of(200, HEADERS, "{}");
    }

    /** Takes what the hold allows; the answer has the rest. */
    private String takeSome(ByteBuffer body, Hold hold) {
        String request = StandardCharsets.ISO_8859_1.decode(body.duplicate()).toString();
        int tableStart = request.indexOf(TABLE) + TABLE.length();
        StringJoiner left = new StringJoiner(",");
        int start = request.indexOf(PUT);
        while (start >= 0) {
            int next = request.indexOf(PUT, start + 1);
            String put = request.substring(start, next < 0 ? request.lastIndexOf(']') : next - 1);
            boolean held = put.contains(hold.account);
            if (held && !hold.takesOneMore()) {
                left.add(put);
            } else {
                items.increment();
                itemsOfOthers.add(held ? 0 : 1);
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

    private static final class Hold {

        private final String account;
        private final long nanosEach;
        private long next = System.nanoTime();

        Hold(String account, int perSecond) {
            this.account = "\"accountid\":{\"S\":\"" + account + "\"}";
            this.nanosEach = SECOND / perSecond;
        }

        synchronized boolean takesOneMore() {
            long now = System.nanoTime();
            next = Math.max(next, now - SECOND);
            if (next - now > 0) {
                return false;
            }
            next += nanosEach;
            return true;
        }
    }

    /** Horspool's search: the last byte of a window says how far the next window may be. */
    private static int puts(ByteBuffer in) {
        int count = 0;
        int end = in.position() + ITEM.length;
        while (end <= in.limit()) {
            int matched = 0;
            while (matched < ITEM.length
                    && in.get(end - 1 - matched) == ITEM[ITEM.length - 1 - matched]) {
                matched++;
            }
            if (matched == ITEM.length) {
                count++;
            }
            end += SKIP[in.get(end - 1) & 0xff];
        }
        return count;
    }

    private static int[] skips() {
        int[] skips = new int[256];
        Arrays.fill(skips, ITEM.length);
        for (int i = 0; i < ITEM.length - 1; i++) {
            skips[ITEM[i]] = ITEM.length - 1 - i;
        }
        return skips;
    }
}
