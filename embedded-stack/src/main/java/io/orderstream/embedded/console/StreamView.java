package io.orderstream.embedded.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orderstream.embedded.json.StackJson;
import io.orderstream.embedded.start.Deadline;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/** The records of the stream, the newest first. */
public final class StreamView implements AutoCloseable {

    private static final int MAX_RECORDS = 50;
    private static final int MAX_SHARDS = 16;

    /** The limit of one GetRecords call, in records. */
    private static final int READ_LIMIT = 1_000;

    /** At most this many GetRecords calls read one window of time in a shard. */
    private static final int MAX_READS = 6;

    /** At most this many windows of time are tried for a shard. */
    private static final int MAX_WINDOWS = 40;

    /** The longest retention period that a Kinesis stream can have. */
    private static final Duration RETENTION = Duration.ofDays(365);

    private final KinesisClient kinesis;
    private final String stream;
    private final Duration patience;

    /**
     * A view of this stream. {@link #close} closes the client.
     *
     * @param patience the time for reading a page; when it is over, the view sends no further
     *     request for records
     */
    public StreamView(KinesisClient kinesis, String stream, Duration patience) {
        this.kinesis = kinesis;
        this.stream = stream;
        this.patience = patience;
    }

    /**
     * The shards, and a page of the records of one shard or of all, the newest first: {@code
     * {"shards":[{"shardid":"…","open":true}],"records":[{"shardid":"…","sequencenumber":"…",
     * "partitionkey":"…","arrivedat":"…","bytes":412,"data":"eyJ…","type":"order",
     * "accountid":"a1"}],"next":"…","more":"…"}}. The member {@code data} has the beginning of the
     * record in base64. The members {@code type} and {@code accountid} are what this beginning says
     * (see {@link RecordSummary}). The member {@code next} is there only if there are older
     * records. The member {@code more} is there only if some shards were not read, or the time was
     * over. It is a text with the reason.
     *
     * @param after the value of {@code next} of the previous page; empty for the newest records
     */
    ObjectNode page(Optional<String> shardId, Optional<String> after) {
        Deadline deadline = Deadline.in(patience);
        Optional<Position> end = after.map(Position::parse);
        List<Shard> shards = shards();
        List<Shard> chosen =
                shards.stream()
                        .filter(shard -> shardId.isEmpty() || shard.shardId().equals(shardId.get()))
                        .sorted(Comparator.comparing(StreamView::isOpen).reversed())
                        .toList();
        if (shardId.isPresent() && chosen.isEmpty()) {
            throw new BadQueryException("shardid: expected a shard of the stream");
        }
        List<Found> found = new ArrayList<>();
        for (Shard shard : chosen.subList(0, Math.min(chosen.size(), MAX_SHARDS))) {
            found.addAll(read(shard.shardId(), end, deadline));
        }
        found.sort(Comparator.comparing(Found::position).reversed());
        ObjectNode json = StackJson.MAPPER.createObjectNode();
        ArrayNode list = json.putArray("shards");
        shards.forEach(
                shard ->
                        list.addObject()
                                .put("shardid", shard.shardId())
                                .put("open", isOpen(shard)));
        ArrayNode records = json.putArray("records");
        found.stream().limit(MAX_RECORDS).forEach(one -> write(one, records.addObject()));
        if (found.size() > MAX_RECORDS) {
            json.put("next", found.get(MAX_RECORDS - 1).position().toString());
        }
        if (deadline.isOver()) {
            if (found.isEmpty()) {
                throw ApiCallTimeoutException.create(patience.toMillis());
            }
            json.put("more", "The stream answered slowly, so records may be missing here.");
        } else if (chosen.size() > MAX_SHARDS) {
            json.put(
                    "more",
                    "Only " + MAX_SHARDS + " shards were read. Choose a shard to see its records.");
        }
        return json;
    }

    /** The shards of all pages. The emulator lists at most 100 shards on a page. */
    private List<Shard> shards() {
        ListShardsResponse page = kinesis.listShards(request -> request.streamName(stream));
        List<Shard> shards = new ArrayList<>(page.shards());
        while (page.nextToken() != null) {
            String next = page.nextToken();
            page = kinesis.listShards(request -> request.nextToken(next));
            shards.addAll(page.shards());
        }
        return shards;
    }

    private static boolean isOpen(Shard shard) {
        return shard.sequenceNumberRange().endingSequenceNumber() == null;
    }

    private static void write(Found found, ObjectNode json) {
        json.put("shardid", found.shardId());
        json.put("sequencenumber", found.position().sequence().toString());
        json.put("partitionkey", found.partitionKey());
        json.put("arrivedat", found.position().arrival().toString());
        json.put("bytes", found.bytes());
        json.put("data", found.data());
        RecordSummary summary = RecordSummary.of(Base64.getDecoder().decode(found.data()));
        summary.type().ifPresent(type -> json.put("type", type));
        summary.accountId().ifPresent(accountId -> json.put("accountid", accountId));
    }

    /**
     * The newest records of a shard, or the newest ones before {@code end} if it is given. The
     * result is a page of records, and one record more if there is another page. Kinesis cannot
     * read backwards. So this method looks for a start time after which there are enough records,
     * but few enough for {@link #MAX_READS} reads. It tries longer and longer windows of time. If a
     * window has too many records, the method bisects between this window and the last one that had
     * too few. With {@code --keep}, a stream may be months old and have many records, so no fixed
     * window fits every stream. When the deadline is over, the result is what the method has found
     * so far.
     */
    private List<Found> read(String shardId, Optional<Position> end, Deadline deadline) {
        Instant until = end.map(Position::arrival).orElseGet(Instant::now);
        List<Found> newest = List.of();
        Duration tooShort = Duration.ZERO;
        Optional<Duration> tooLong = Optional.empty();
        Duration back = Duration.ofSeconds(10);
        for (int i = 0; i < MAX_WINDOWS && !deadline.isOver(); i++) {
            boolean isAll = back.compareTo(RETENTION) >= 0;
            Optional<List<Found>> window =
                    last(
                            shardId,
                            isAll ? Optional.empty() : Optional.of(until.minus(back)),
                            end,
                            deadline);
            if (window.isPresent()) {
                newest = window.get();
                if (isAll || newest.size() > MAX_RECORDS) {
                    break;
                }
                tooShort = back;
            } else {
                tooLong = Optional.of(back);
            }
            Duration low = tooShort;
            back =
                    tooLong.map(high -> low.plus(high.minus(low).dividedBy(2)))
                            .orElse(back.multipliedBy(8));
        }
        return newest;
    }

    /**
     * The newest records between {@code from} and {@code end}, at most one more than a page.
     * Without {@code from}, this method reads from the shard's oldest record. Without {@code end},
     * it reads up to the newest record. The result is empty if {@link #MAX_READS} reads do not
     * reach {@code end} or the newest record, or if the deadline is over.
     */
    private Optional<List<Found>> last(
            String shardId, Optional<Instant> from, Optional<Position> end, Deadline deadline) {
        Deque<Found> last = new ArrayDeque<>();
        String iterator = iterator(shardId, from);
        for (int i = 0; i < MAX_READS && iterator != null && !deadline.isOver(); i++) {
            String next = iterator;
            GetRecordsResponse read =
                    kinesis.getRecords(request -> request.shardIterator(next).limit(READ_LIMIT));
            for (Record record : read.records()) {
                if (end.isPresent() && Position.of(record).compareTo(end.get()) >= 0) {
                    return Optional.of(List.copyOf(last));
                }
                last.add(Found.of(shardId, record));
                if (last.size() > MAX_RECORDS + 1) {
                    last.removeFirst();
                }
            }
            if (read.records().isEmpty() && read.millisBehindLatest() == 0) {
                return Optional.of(List.copyOf(last));
            }
            iterator = read.nextShardIterator();
        }
        return iterator == null ? Optional.of(List.copyOf(last)) : Optional.empty();
    }

    private String iterator(String shardId, Optional<Instant> from) {
        return kinesis.getShardIterator(
                        start ->
                                start.streamName(stream)
                                        .shardId(shardId)
                                        .shardIteratorType(
                                                from.isPresent()
                                                        ? ShardIteratorType.AT_TIMESTAMP
                                                        : ShardIteratorType.TRIM_HORIZON)
                                        .timestamp(from.orElse(null)))
                .shardIterator();
    }

    @Override
    public void close() {
        kinesis.close();
    }

    /**
     * A record with only the beginning of its data. The view holds up to 51 records of each of 16
     * shards. A record may have 1 MiB, so the whole records might not fit into memory.
     *
     * @param bytes the length of the whole data
     * @param data the beginning of the data, in base64
     */
    private record Found(
            String shardId, Position position, String partitionKey, int bytes, String data) {

        private static Found of(String shardId, Record record) {
            byte[] data = record.data().asByteArrayUnsafe();
            return new Found(
                    shardId,
                    Position.of(record),
                    record.partitionKey(),
                    data.length,
                    Excerpt.base64(data));
        }
    }

    /**
     * The position of a record among all records of the stream. The view sorts records by it. Its
     * text is, for example, {@code 2026-11-23T10:11:12.480Z/49680…}.
     */
    private record Position(Instant arrival, BigInteger sequence) implements Comparable<Position> {

        private static final Comparator<Position> ORDER =
                Comparator.comparing(Position::arrival).thenComparing(Position::sequence);

        private static Position of(Record record) {
            return new Position(
                    record.approximateArrivalTimestamp(), new BigInteger(record.sequenceNumber()));
        }

        private static Position parse(String text) {
            String[] parts = text.split("/", -1);
            try {
                return new Position(Instant.parse(parts[0]), new BigInteger(parts[1]));
            } catch (DateTimeException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
                throw new BadQueryException(
                        "after: expected the value of next from an earlier answer");
            }
        }

        @Override
        public int compareTo(Position other) {
            return ORDER.compare(this, other);
        }

        @Override
        public String toString() {
            return arrival + "/" + sequence;
        }
    }
}
