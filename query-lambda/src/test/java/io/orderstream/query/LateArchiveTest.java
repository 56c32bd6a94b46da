package io.orderstream.query;

import static io.orderstream.query.StoredOrders.document;
import static io.orderstream.query.StoredOrders.order;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Lookups at any time in the folder of a job that keeps up, is down for some time, and catches up.
 */
class LateArchiveTest {

    private static final Parallel PARALLEL = new Parallel();
    private static final Duration BEHIND = Duration.ofMinutes(5);
    private static final int LOOKUPS = 60;

    @Property(tries = 100)
    void whatIsCommittedIsFoundAndNothingElse(@ForAll long seed) {
        Random random = new Random(seed);
        History history = new History(random, 1);
        for (int i = 0; i < LOOKUPS; i++) {
            Instant now = history.anyTime(random);
            Line line = history.anyLineThatArrivedBefore(now, random);
            assertThat(lookUp(line, history.at(now), now))
                    .as("order %s at %s", line.second, now)
                    .isEqualTo(line.ifCommittedAt(now));
        }
    }

    @Property(tries = 100)
    void whatShardsCatchUpWithAtDifferentRatesIsFoundAFewMinutesLater(@ForAll long seed) {
        Random random = new Random(seed);
        History history = new History(random, 2 + random.nextInt(2));
        for (int i = 0; i < LOOKUPS; i++) {
            Instant now = history.anyTime(random);
            Line line = history.anyLineThatArrivedBefore(now, random);
            FakeBucket folder = history.at(now);
            Optional<String> found = lookUp(line, folder, now);
            Optional<String> committed = line.ifCommittedAt(now);
            assertThat(List.of(committed, Optional.empty())).contains(found);
            // As if the job had ended then.
            assertThat(lookUp(line, folder, now.plus(BEHIND)))
                    .as("order %s after %s", line.second, now)
                    .isEqualTo(committed);
            if (history.isPast(line, now)) {
                assertThat(found)
                        .as("order %s at %s, which all have passed", line.second, now)
                        .isEqualTo(committed);
            }
        }
    }

    private static Optional<String> lookUp(Line line, FakeBucket folder, Instant now) {
        return new InvoiceArchive(folder, PARALLEL, Clock.fixed(now, ZoneOffset.UTC))
                .documentOf(order(line.vendor, line.second));
    }

    /** An order's line, how it came and where it is. */
    private static final class Line {

        private final String vendor;
        private final int second;
        private final int shard;
        private final int task;
        private final Instant arrival;
        private final String document;
        private Instant written = Instant.MAX;
        private Instant committed = Instant.MAX;
        private String key = "";

        Line(String vendor, int second, int shard, int task) {
            this.vendor = vendor;
            this.second = second;
            this.shard = shard;
            this.task = task;
            this.arrival = order(vendor, second).received().receivedAt();
            this.document = document(vendor, second);
        }

        Optional<String> ifCommittedAt(Instant now) {
            return committed.isAfter(now) ? Optional.empty() : Optional.of(document);
        }
    }

    /** What happened in a slot: each shard's orders come to either task, and each has its files. */
    private static final class History {

        private static final int SECONDS = 1_800;

        private final Duration checkpoint;
        private final Instant restored;
        private final Instant up;
        private final double[] catchUp;
        private final int mostLines;
        private final List<Line> lines = new ArrayList<>();

        History(Random random, int shards) {
            checkpoint = Duration.ofSeconds(2 + random.nextInt(random.nextBoolean() ? 59 : 599));
            Instant down = StoredOrders.EPOCH.plusSeconds(300 + random.nextInt(300));
            restored = checkpointAfter(down).minus(checkpoint);
            up = down.plusSeconds(30 + random.nextInt(600));
            catchUp = random.doubles(shards, 1.5, 6).toArray();
            mostLines = 1 + random.nextInt(30);
            int tasks = 1 + random.nextInt(2);
            // From some orders a second to one in some minutes.
            int most = 2 << random.nextInt(9);
            for (int second = 0; second < SECONDS; second += random.nextInt(most)) {
                String vendor = "v" + lines.size();
                lines.add(new Line(vendor, second, random.nextInt(shards), random.nextInt(tasks)));
            }
            lines.forEach(line -> line.written = writtenAt(line));
            lines.sort(Comparator.comparing(line -> line.written));
            for (int task = 0; task < tasks; task++) {
                layOut(task);
            }
        }

        private Instant writtenAt(Line line) {
            Instant inTime = line.arrival.plusMillis(400);
            if (inTime.isBefore(restored)) {
                return inTime;
            }
            long behind = Math.max(0, Duration.between(restored, line.arrival).toMillis());
            Instant late = up.plusMillis((long) (behind / catchUp[line.shard]));
            return late.isAfter(inTime) ? late : inTime;
        }

        private Instant checkpointAfter(Instant time) {
            long number = Duration.between(StoredOrders.EPOCH, time).dividedBy(checkpoint);
            return StoredOrders.EPOCH.plus(checkpoint.multipliedBy(number + 1));
        }

        private void layOut(int task) {
            Instant end = Instant.MIN;
            int writer = 0;
            int number = 0;
            int count = 0;
            for (Line line : lines.stream().filter(each -> each.task == task).toList()) {
                Instant next = checkpointAfter(line.written);
                boolean restart = end.compareTo(restored) <= 0 && !line.written.isBefore(up);
                if (restart || next.isAfter(end.plus(checkpoint))) {
                    writer++;
                    number = 0;
                    count = 0;
                } else if (next.isAfter(end) || count == mostLines) {
                    number++;
                    count = 0;
                }
                end = next;
                count++;
                line.committed = end.plusSeconds(1);
                line.key = folder() + "part-t" + task + "w" + writer + "-" + number + ".jsonl";
            }
        }

        private static String folder() {
            return order("v0", 0).archivePrefix();
        }

        Instant anyTime(Random random) {
            return StoredOrders.EPOCH.plusSeconds(1 + random.nextInt(SECONDS + 600));
        }

        Line anyLineThatArrivedBefore(Instant now, Random random) {
            List<Line> arrived = lines.stream().filter(line -> line.arrival.isBefore(now)).toList();
            return arrived.get(random.nextInt(arrived.size()));
        }

        /** The folder as it is then. */
        FakeBucket at(Instant now) {
            FakeBucket folder = new FakeBucket().saidToBeLarge(true);
            lines.stream()
                    .filter(line -> !line.committed.isAfter(now))
                    .collect(Collectors.groupingBy(line -> line.key))
                    .forEach(
                            (key, ofFile) ->
                                    folder.put(
                                            key,
                                            ofFile.get(0).written.truncatedTo(ChronoUnit.SECONDS),
                                            content(ofFile)));
            return folder;
        }

        private static String content(List<Line> lines) {
            StringBuilder content = new StringBuilder();
            lines.forEach(line -> content.append(line.document).append('\n'));
            return content.toString();
        }

        /** Whether the newest file of each task begins after an order. */
        boolean isPast(Line line, Instant now) {
            return lines.stream()
                    .filter(each -> !each.committed.isAfter(now))
                    .collect(Collectors.toMap(each -> each.task, each -> each.key, (a, b) -> b))
                    .values()
                    .stream()
                    .allMatch(newest -> firstOf(newest).arrival.isAfter(line.arrival));
        }

        private Line firstOf(String key) {
            return lines.stream().filter(each -> each.key.equals(key)).findFirst().orElseThrow();
        }
    }
}
