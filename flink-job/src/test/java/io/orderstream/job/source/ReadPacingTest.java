package io.orderstream.job.source;

import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.flink.kinesis.shaded.com.amazonaws.services.kinesis.model.GetRecordsResult;
import org.apache.flink.kinesis.shaded.com.amazonaws.services.kinesis.model.Record;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/**
 * Reads a shard as often as the pacing allows. The test moves the clock. The tip is the newest
 * record of the stream.
 */
class ReadPacingTest {

    private static final long AN_HOUR = 3_600_000;

    /** The clock overflows after two seconds. {@link System#nanoTime} may also overflow. */
    private long now = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(2);

    private final long start = now;
    private final ReadPacing pacing = new ReadPacing(() -> now);
    private final List<Long> begun = new ArrayList<>();

    @Test
    void atTheTipReadsBeginFourTimesASecond() {
        read(5, answer(0, 0L), 10);

        assertThat(begun).containsExactly(0L, 250L, 500L, 750L, 1000L);
    }

    @Test
    void anAnswer250MillisBehindTheTipDoesNotMakeTheNextReadEarlier() {
        read(2, answer(100, 250L), 10);

        assertThat(begun).containsExactly(0L, 250L);
    }

    @Test
    void anAnswerWithoutMillisBehindLatestDoesNotMakeTheNextReadEarlier() {
        read(2, answer(100, null), 10);

        assertThat(begun).containsExactly(0L, 250L);
    }

    @Test
    void afterASlowReadTheNextReadFollowsAtOnce() {
        read(3, answer(100, 0L), 400);

        assertThat(begun).containsExactly(0L, 400L, 800L);
    }

    @Test
    void behindTheTipTheNextReadFollowsAtOnce_upToFourTimesASecond() {
        read(10, answer(0, 251L), 10);

        assertThat(begun)
                .containsExactly(0L, 10L, 20L, 30L, 1000L, 1010L, 1020L, 1030L, 2000L, 2010L);
    }

    @Test
    void backAtTheTipReadsBeginAtLeast250MillisApartAgain() {
        read(2, answer(0, AN_HOUR), 10);
        read(4, answer(0, 0L), 10);

        assertThat(begun).containsExactly(0L, 10L, 20L, 270L, 1000L, 1250L);
    }

    @Test
    void afterALargeAnswerTheNextReadWaitsForTheShardsThroughput() {
        read(3, answer(10_000_000, AN_HOUR), 100);

        assertThat(begun).containsExactly(0L, 5_100L, 10_200L);
    }

    @Test
    void partitionKeysCountAsThroughput() {
        GetRecordsResult keys =
                new GetRecordsResult()
                        .withMillisBehindLatest(AN_HOUR)
                        .withRecords(
                                IntStream.range(0, 10_000)
                                        .mapToObj(i -> record(0).withPartitionKey("k".repeat(100)))
                                        .collect(toList()));

        read(2, keys, 0);

        assertThat(begun).containsExactly(0L, 500L);
    }

    @Test
    void afterAFailedReadTheNextReadDoesNotFollowAtOnce() {
        read(1, answer(0, AN_HOUR), 10);
        await();
        pacing.begin();
        pass(20);
        await();

        assertThat(millis()).isEqualTo(260);
    }

    /**
     * There are two limits: 2 MB a second, and four reads a second. The shard itself would allow
     * five reads a second. No read begins before the limits allow it. No read begins later than the
     * limits and the interval of 250 ms require.
     */
    @RepeatedTest(50)
    void whateverTheStreamAnswers_theShardIsReadWithinItsLimitsAndWithoutNeedlessDelay() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        long byThroughput = 0;
        for (int i = 0; i < 500; i++) {
            long asked = millis();
            boolean large = random.nextInt(3) == 0;
            int bytes = 2_000 * random.nextInt(large ? 5_000 : 3);
            Long behind = List.of(0L, 100L, AN_HOUR).get(random.nextInt(3));

            read(1, answer(bytes, behind), random.nextInt(random.nextInt(4) == 0 ? 900 : 20));

            String read = String.format("read %d of seed %d", i, seed);
            long earliest = Math.max(byThroughput, i < 4 ? 0 : begun.get(i - 4) + 1_000);
            long byInterval = i == 0 ? 0 : begun.get(i - 1) + 250;
            assertThat(begun.get(i)).as(read).isGreaterThanOrEqualTo(earliest);
            assertThat(begun.get(i))
                    .as(read)
                    .isLessThanOrEqualTo(Math.max(asked, Math.max(earliest, byInterval)));
            byThroughput = millis() + bytes / 2_000;
            // Processing the records takes 1 ms, and sometimes up to 3 s.
            pass(random.nextInt(10) == 0 ? random.nextInt(3_000) : 1);
        }
    }

    private void read(int times, GetRecordsResult answer, long tookMillis) {
        for (int i = 0; i < times; i++) {
            await();
            begun.add(millis());
            pacing.begin();
            pass(tookMillis);
            pacing.end(answer);
        }
    }

    private void await() {
        now += Math.max(0, pacing.nanosToWait());
    }

    private void pass(long millis) {
        now += TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private long millis() {
        return TimeUnit.NANOSECONDS.toMillis(now - start);
    }

    private static GetRecordsResult answer(int bytes, Long millisBehindLatest) {
        return new GetRecordsResult()
                .withRecords(record(bytes))
                .withMillisBehindLatest(millisBehindLatest);
    }

    private static Record record(int bytes) {
        return new Record().withData(ByteBuffer.allocate(bytes)).withPartitionKey("");
    }
}
