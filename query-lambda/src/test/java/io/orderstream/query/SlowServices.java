package io.orderstream.query;

import io.orderstream.lambda.fixture.SettableClock;
import io.orderstream.lambda.http.UnavailableException;
import io.orderstream.lambda.runtime.AwsCall;
import io.orderstream.lambda.runtime.InvocationDeadline;
import io.orderstream.model.AccountId;
import io.orderstream.model.OrderId;
import io.orderstream.model.VendorId;
import io.orderstream.query.invoices.Disposition;
import io.orderstream.query.invoices.InvoiceBucket;
import io.orderstream.query.orders.OrderHistory;
import io.orderstream.query.orders.OrderStore;
import io.orderstream.query.orders.StoredOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A slow table and a slow bucket. Each call moves a test's clock forward by a random time. The
 * method {@code sign} makes no call, so it takes no time. As in the query function, a call ends at
 * its time-out, and no call begins after the deadline.
 */
public final class SlowServices {

    private final SettableClock clock;
    private final Random random;
    private final Duration longest;

    /**
     * Services whose calls move this clock.
     *
     * @param longest a call takes a random time of at most this length, unless its time-out ends it
     *     earlier
     */
    public SlowServices(SettableClock clock, long seed, Duration longest) {
        this.clock = clock;
        this.random = new Random(seed);
        this.longest = longest;
    }

    private <T> T call(InvocationDeadline deadline, Supplier<T> answer) {
        Instant begin = clock.instant();
        Duration timeout = deadline.atMost(AwsCall.MAX_CALL_TIME);
        Duration time = Duration.ofMillis((long) (random.nextDouble() * longest.toMillis()));
        if (time.compareTo(timeout) > 0) {
            clock.reach(begin.plus(timeout));
            throw new UnavailableException("something slow", null);
        }
        clock.reach(begin.plus(time));
        return answer.get();
    }

    public Function<InvocationDeadline, OrderStore> table(OrderStore quick) {
        return deadline -> new Table(quick, deadline);
    }

    public Function<InvocationDeadline, InvoiceBucket> bucket(InvoiceBucket quick) {
        return deadline -> new Bucket(quick, deadline);
    }

    private final class Table implements OrderStore {

        private final OrderStore quick;
        private final InvocationDeadline deadline;

        Table(OrderStore quick, InvocationDeadline deadline) {
            this.quick = quick;
            this.deadline = deadline;
        }

        @Override
        public Optional<StoredOrder> find(
                AccountId account, Optional<VendorId> vendor, OrderId order) {
            return call(deadline, () -> quick.find(account, vendor, order));
        }

        @Override
        public Optional<OrderHistory> history(AccountId account, VendorId vendor, OrderId order) {
            return call(deadline, () -> quick.history(account, vendor, order));
        }

        @Override
        public Chunk newest(
                AccountId account, Optional<VendorId> vendor, Optional<OrderId> below, int wanted) {
            return call(deadline, () -> quick.newest(account, vendor, below, wanted));
        }
    }

    private final class Bucket implements InvoiceBucket {

        private final InvoiceBucket quick;
        private final InvocationDeadline deadline;

        Bucket(InvoiceBucket quick, InvocationDeadline deadline) {
            this.quick = quick;
            this.deadline = deadline;
        }

        @Override
        public boolean exists(String key) {
            return call(deadline, () -> quick.exists(key));
        }

        @Override
        public List<Entry> list(String prefix) {
            return call(deadline, () -> quick.list(prefix));
        }

        @Override
        public byte[] read(String key) {
            return call(deadline, () -> quick.read(key));
        }

        @Override
        public boolean has(String key, long offset, byte[] bytes) {
            return call(deadline, () -> quick.has(key, offset, bytes));
        }

        @Override
        public void write(String key, String contentType, byte[] content) {
            call(
                    deadline,
                    () -> {
                        quick.write(key, contentType, content);
                        return true;
                    });
        }

        @Override
        public SignedUrl sign(
                String key, Disposition disposition, String fileName, Duration expiry) {
            return quick.sign(key, disposition, fileName, expiry);
        }
    }
}
