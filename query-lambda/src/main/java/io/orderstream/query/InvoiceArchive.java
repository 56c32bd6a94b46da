package io.orderstream.query;

import io.orderstream.model.OrderDocument;
import io.orderstream.model.api.UnavailableException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Finds an order's line in the files that the job wrote.
 *
 * <p>The file that was being written when the order arrived mostly has it. If it has not, the job
 * was late: then the first lines of later files, asked for side by side, tell how far it had come
 * and which file to read. If even they mislead, every file that can hold the order is read, the
 * nearest first, so whatever is committed is found.
 *
 * <p>But for one case. While no file is known to begin later than the order, the job has most
 * likely not come to it; and if all that were begun since are more than {@link #AFFORDABLE_BYTES},
 * only each writer's newest is read. A writer's lines are only nearly in the order of arrival: they
 * come from several shards, of which one may be further behind, and a job that goes on from an
 * older snapshot goes back in time. So an order that the job wrote late may be committed and yet
 * not be found. This ends when the job is past the order's arrival with all shards; if it does not
 * come so far, {@link #BEHIND} after it began its newest file. Then everything is read.
 */
final class InvoiceArchive {

    /** More than comes before a document's arrival, whatever its ids. */
    private static final int START_BYTES = 1024;

    private static final Pattern RECEIVED_AT = Pattern.compile("\"receivedat\":\"([^\"]+)\"");

    /** Files end with a checkpoint, of which there is one a minute; twice that. */
    private static final Duration LONGEST_WRITTEN = Duration.ofMinutes(2);

    /**
     * The template allows ten minutes between two checkpoints, and so for a file; and some more.
     */
    private static final Duration MOST_WRITTEN = Duration.ofMinutes(12);

    /** What follows so many files of a writer is hardly a quiet time: each checkpoint had lines. */
    private static final int BUSY = 10;

    /** A job that keeps up writes an order within about a second; the rest is for the clocks. */
    private static final Duration WRITTEN_AFTER = Duration.ofSeconds(10);

    /** The job commits a newer file within two checkpoints, or it stands still. */
    private static final Duration BEHIND = Duration.ofMinutes(5);

    /** What is read rather than trusted to be in order: a tenth of a second from S3. */
    private static final long AFFORDABLE_BYTES = 8L << 20;

    /** How many first lines are asked for at once: two rounds do for 240 files. */
    private static final int PROBES = 16;

    private final InvoiceBucket bucket;
    private final Parallel parallel;
    private final Clock clock;

    InvoiceArchive(InvoiceBucket bucket, Parallel parallel, Clock clock) {
        this.bucket = bucket;
        this.parallel = parallel;
        this.clock = clock;
    }

    /** The order's document as it was archived; nothing if its file is not committed yet. */
    Optional<String> documentOf(StoredOrder order) {
        Instant arrival = order.received().receivedAt();
        List<ArchiveFile> files =
                ArchiveFiles.thatCanHold(arrival, bucket.list(order.archivePrefix()));
        return files.isEmpty() ? Optional.empty() : new Search(order, files).line();
    }

    /** One order, and the files that can hold its line, in the order in which they were begun. */
    private final class Search {

        private final String startOfLine;
        private final Instant arrival;
        private final List<ArchiveFile> files;
        private final int newest;
        private final int begunBefore;
        private final Set<Integer> read = new HashSet<>();
        private final Map<Integer, Optional<Instant>> starts = new HashMap<>();

        Search(StoredOrder order, List<ArchiveFile> files) {
            this.startOfLine = OrderDocument.startOf(order.id());
            this.arrival = order.received().receivedAt();
            this.files = files;
            this.newest = files.size() - 1;
            this.begunBefore =
                    (int) files.stream().filter(file -> !file.begun().isAfter(arrival)).count() - 1;
        }

        Optional<String> line() {
            Optional<String> line = ofAJobThatKeepsUp().flatMap(this::lineIn);
            if (line.isPresent()) {
                return line;
            }
            int nearest = newestThatStartsBefore();
            if (nearest == newest && mayBeBehind() && isTooMuchToRead()) {
                List<Integer> furthest = newestOfEachWriter();
                line = lineIn(furthest, nearest);
                if (line.isPresent() || furthest.stream().allMatch(this::startsBefore)) {
                    return line;
                }
            }
            return lineIn(IntStream.rangeClosed(0, newest).boxed().toList(), nearest);
        }

        /**
         * The file that was being written when the order arrived, or that was begun with it; none
         * if the dates tell that the job was late.
         */
        private Optional<Integer> ofAJobThatKeepsUp() {
            if (begunBefore >= 0
                    && !isOlder(begunBefore, LONGEST_WRITTEN)
                    && !isLastBeforeAStop(begunBefore)) {
                return Optional.of(begunBefore);
            }
            int next = begunBefore + 1;
            return next <= newest && !files.get(next).begun().isAfter(arrival.plus(WRITTEN_AFTER))
                    ? Optional.of(next)
                    : Optional.empty();
        }

        /** Whether a file was begun so long before the order arrived. */
        private boolean isOlder(int file, Duration age) {
            return files.get(file).begun().isBefore(arrival.minus(age));
        }

        /** Whether a busy slot got nothing for some time after the order arrived. */
        private boolean isLastBeforeAStop(int file) {
            return files.get(file).number() >= BUSY
                    && file < newest
                    && files.get(file + 1).begun().isAfter(arrival.plus(LONGEST_WRITTEN));
        }

        /**
         * The newest file whose first line arrived no later than the order, as for all that were
         * begun before it, give or take what the clocks differ; else the oldest.
         */
        private int newestThatStartsBefore() {
            int low = begunBefore;
            int high = newest + 1;
            while (high - low > 1) {
                List<Integer> probes = spread(low + 1, high - 1);
                askForStarts(probes);
                for (int probe : probes) {
                    if (startsLater(probe)) {
                        high = probe;
                        break;
                    }
                    low = probe;
                }
            }
            return Math.max(0, low);
        }

        /** Both ends, and what is between them, or so many of it. */
        private static List<Integer> spread(int first, int last) {
            int steps = Math.min(last - first, PROBES - 1);
            return IntStream.rangeClosed(0, steps)
                    .mapToObj(step -> first + (last - first) * step / Math.max(1, steps))
                    .toList();
        }

        private boolean isTooMuchToRead() {
            return IntStream.rangeClosed(0, newest)
                            .filter(file -> !read.contains(file))
                            .mapToLong(file -> files.get(file).size())
                            .sum()
                    > AFFORDABLE_BYTES;
        }

        /** Whether the job, as far as its files tell, may be about to write the order. */
        private boolean mayBeBehind() {
            Instant begun = files.get(newest).begun();
            Instant since = begun.isAfter(arrival) ? begun : arrival;
            return clock.instant().isBefore(since.plus(BEHIND));
        }

        /**
         * Where each writer had come, but for those that were done before the order arrived: after
         * a checkpoint without a line a slot's next writer has another name, so there may be many.
         */
        private List<Integer> newestOfEachWriter() {
            Map<String, Integer> furthest = new HashMap<>();
            for (int i = 0; i <= newest; i++) {
                if (i == newest || !isOlder(i, MOST_WRITTEN)) {
                    furthest.put(files.get(i).writer(), i);
                }
            }
            return List.copyOf(furthest.values());
        }

        /** Reads those of these files that were not read yet, the nearest first. */
        private Optional<String> lineIn(List<Integer> some, int nearest) {
            return some.stream()
                    .filter(file -> !read.contains(file))
                    .sorted(Comparator.comparing(file -> Math.abs(file - nearest)))
                    .map(this::lineIn)
                    .flatMap(Optional::stream)
                    .findFirst();
        }

        private Optional<String> lineIn(int file) {
            read.add(file);
            try (BufferedReader lines =
                    new BufferedReader(
                            new InputStreamReader(
                                    bucket.open(files.get(file).key()), StandardCharsets.UTF_8))) {
                String line = lines.readLine();
                starts.put(file, line == null ? Optional.empty() : arrivalOf(line));
                for (; line != null; line = lines.readLine()) {
                    if (line.startsWith(startOfLine)) {
                        return Optional.of(line);
                    }
                }
                return Optional.empty();
            } catch (IOException e) {
                throw new UnavailableException("the invoice archive", e);
            }
        }

        private boolean startsLater(int file) {
            return startOf(file).filter(start -> start.isAfter(arrival)).isPresent();
        }

        private boolean startsBefore(int file) {
            return startOf(file).filter(start -> start.isBefore(arrival)).isPresent();
        }

        /** When the order of a file's first line arrived; it was read or asked for. */
        private Optional<Instant> startOf(int file) {
            return starts.getOrDefault(file, Optional.empty());
        }

        private void askForStarts(List<Integer> ofFiles) {
            List<Integer> unknown =
                    ofFiles.stream().filter(file -> !starts.containsKey(file)).toList();
            List<byte[]> answers =
                    parallel.map(unknown, file -> bucket.start(files.get(file).key(), START_BYTES));
            for (int i = 0; i < answers.size(); i++) {
                // It may end in the middle of a character.
                String line = new String(answers.get(i), StandardCharsets.UTF_8);
                starts.put(unknown.get(i), arrivalOf(line));
            }
        }
    }

    /** When the order of a line arrived, of which the start is enough. */
    private static Optional<Instant> arrivalOf(String line) {
        Matcher receivedAt = RECEIVED_AT.matcher(line);
        return receivedAt.find()
                ? Optional.of(Instant.parse(receivedAt.group(1)))
                : Optional.empty();
    }
}
