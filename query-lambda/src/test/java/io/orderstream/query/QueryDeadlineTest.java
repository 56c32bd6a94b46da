package io.orderstream.query;

import static io.orderstream.query.orders.StoredOrders.document;
import static io.orderstream.query.orders.StoredOrders.id;
import static io.orderstream.query.orders.StoredOrders.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.lambda.fixture.Event;
import io.orderstream.lambda.fixture.FakeContext;
import io.orderstream.lambda.fixture.Hanging;
import io.orderstream.lambda.fixture.SettableClock;
import io.orderstream.model.AccountId;
import io.orderstream.model.OrderId;
import io.orderstream.model.VendorId;
import io.orderstream.query.invoices.Disposition;
import io.orderstream.query.invoices.FakeBucket;
import io.orderstream.query.invoices.InvoiceBucket;
import io.orderstream.query.orders.OrderHistory;
import io.orderstream.query.orders.OrderStore;
import io.orderstream.query.orders.StoredEvents;
import io.orderstream.query.orders.StoredOrder;
import io.orderstream.query.orders.StoredOrders;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each request is answered before Lambda's time limit, even if a service is slow or hangs. */
class QueryDeadlineTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:20:00Z");
    private static final String TOO_LATE =
            """
            503 {content-type=application/problem+json, retry-after=1}
            {"type":"urn:orderstream:problem:unavailable",\
            "title":"Not available at the moment","status":503,\
            "detail":"Did not get an answer from the order table or the invoice archive in time; \
            the same request can be repeated safely"}""";

    private static QueryHandler handler(OrderStore table, InvoiceBucket bucket) {
        return Handlers.over(deadline -> table, deadline -> bucket, Clock.systemUTC());
    }

    /**
     * Sends a request that Lambda would end after 1.3 seconds. The deadline is a second before that
     * limit.
     */
    private static String sendAlmostTooLate(QueryHandler handler, Event event) {
        return event.sendTo(handler, new FakeContext("query", Duration.ofMillis(1300)));
    }

    @ParameterizedTest
    @Timeout(60)
    @CsvSource({"get-order.json", "get-orders-without-query.json", "get-invoice.json"})
    void aCallToATableThatHangs_isInterruptedAtTheDeadline(String event)
            throws InterruptedException {
        assertInterrupted(Event.of(event).with("accountid", "a1").with("vendorid", "v1"));
    }

    @Test
    @Timeout(60)
    void aQueryForAHistory_isInterruptedAtTheDeadline_whenTheTableHangs()
            throws InterruptedException {
        assertInterrupted(
                Event.of("get-order.json")
                        .route("GET /order/events")
                        .with("orderid", id("v1", 1).value()));
    }

    private static void assertInterrupted(Event event) throws InterruptedException {
        HangingTable table = new HangingTable();

        assertThat(sendAlmostTooLate(handler(table, new FakeBucket()), event)).isEqualTo(TOO_LATE);
        table.hanging.assertNothingHangs();
    }

    @Test
    @Timeout(60)
    void aCallToAnArchiveThatHangs_isInterruptedAtTheDeadline() throws InterruptedException {
        HangingBucket bucket = new HangingBucket();
        QueryHandler handler = handler(new FakeTable().put(order("v1", 1)), bucket);

        assertThat(sendAlmostTooLate(handler, Event.of("get-invoice.json").with("vendorid", "v1")))
                .isEqualTo(TOO_LATE);
        bucket.hanging.assertNothingHangs();
    }

    /**
     * If orders are large, an answer of DynamoDB has only a few of them. In this test, an answer
     * has one order, so a page needs a thousand answers. That would take longer than Lambda's
     * limit.
     */
    @Test
    void aPageThatNeedsManyAnswersIsReadOnlyUntilTheDeadline() {
        SettableClock clock = new SettableClock();
        FakeTable table = new FakeTable().answeringAtMost(1);
        for (int i = 0; i < 1_000; i++) {
            table.put(order("v1", i));
        }
        SlowServices slow = new SlowServices(clock, 1, Duration.ofMillis(200));

        String answer =
                Handlers.send(
                        Event.of("get-orders-without-query.json")
                                .with("accountid", "a1")
                                .with("limit", "1000"),
                        Handlers.over(slow.table(table), slow.bucket(new FakeBucket()), clock));

        assertThat(answer).startsWith("503 ");
        assertThat(clock.instant()).isEqualTo(NOW.plusSeconds(28));
    }

    @Property(tries = 300)
    void theAnswerComesBeforeTheLimit_howeverSlowTheServicesAre(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 40) int vendors,
            @ForAll @IntRange(min = 1, max = 12_000) int longestCallMillis,
            @ForAll @IntRange(min = 1_100, max = 29_000) int limitMillis,
            @ForAll @IntRange(min = 0, max = 8) int request) {
        SettableClock clock = new SettableClock();
        FakeTable table = new FakeTable().answeringAtMost(1 + vendors / 3);
        FakeBucket bucket = new FakeBucket();
        for (int i = 0; i < vendors; i++) {
            StoredOrder order = order("v" + i, i);
            table.put(order).put(StoredEvents.cancelled(order, 1));
            bucket.put(StoredOrders.FOLDER + "part-" + i + "-1.jsonl", document("v" + i, i) + "\n");
        }
        Event event =
                switch (request) {
                    case 0 -> Event.of("get-order.json");
                    case 1 -> Event.of("get-orders-without-query.json").with("accountid", "a1");
                    case 2 ->
                            Event.of("get-orders-without-query.json")
                                    .with("accountid", "a1")
                                    .with("vendorid", "v0");
                    case 3 -> Event.of("get-invoice.json");
                    case 4 -> Event.of("get-invoice.json").with("vendorid", "v0");
                    case 5 ->
                            Event.of("get-invoice.json")
                                    .with("orderid", id("v0", 0).value())
                                    .with("document", "creditnote");
                    case 6 -> Event.of("get-order.json").with("orderid", id("v1", 1).value());
                    case 7 ->
                            Event.of("get-order.json")
                                    .route("GET /order/events")
                                    .with("orderid", id("v1", 1).value());
                    default -> Event.of("get-invoice.json").with("orderid", id("v0", 0).value());
                };
        SlowServices slow = new SlowServices(clock, seed, Duration.ofMillis(longestCallMillis));

        String answer =
                event.sendTo(
                        Handlers.over(slow.table(table), slow.bucket(bucket), clock),
                        new FakeContext("query", Duration.ofMillis(limitMillis)));

        assertThat(clock.instant()).isBeforeOrEqualTo(NOW.plusMillis(limitMillis - 1_000));
        assertThat(answer).matches("(?s)(200|404) .*|503 .*retry-after=1.*");
    }

    /** A table that never answers. Only an interrupt ends a call. */
    private static final class HangingTable implements OrderStore {

        private final Hanging hanging = new Hanging();

        @Override
        public Optional<StoredOrder> find(
                AccountId account, Optional<VendorId> vendor, OrderId order) {
            throw hanging.forever();
        }

        @Override
        public Optional<OrderHistory> history(AccountId account, VendorId vendor, OrderId order) {
            throw hanging.forever();
        }

        @Override
        public Chunk newest(
                AccountId account, Optional<VendorId> vendor, Optional<OrderId> below, int wanted) {
            throw hanging.forever();
        }
    }

    /** A bucket that never answers. Only an interrupt ends a call. */
    private static final class HangingBucket implements InvoiceBucket {

        private final Hanging hanging = new Hanging();

        @Override
        public boolean exists(String key) {
            throw hanging.forever();
        }

        @Override
        public List<Entry> list(String prefix) {
            throw hanging.forever();
        }

        @Override
        public byte[] read(String key) {
            throw hanging.forever();
        }

        @Override
        public boolean has(String key, long offset, byte[] bytes) {
            throw hanging.forever();
        }

        @Override
        public void write(String key, String contentType, byte[] content) {
            throw hanging.forever();
        }

        @Override
        public SignedUrl sign(
                String key, Disposition disposition, String fileName, Duration expiry) {
            throw hanging.forever();
        }
    }
}
