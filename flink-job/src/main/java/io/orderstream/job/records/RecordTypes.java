package io.orderstream.job.records;

import io.orderstream.model.AccountId;
import io.orderstream.model.Details;
import io.orderstream.model.EventId;
import io.orderstream.model.EventType;
import io.orderstream.model.IdempotencyKey;
import io.orderstream.model.LogPosition;
import io.orderstream.model.Order;
import io.orderstream.model.OrderEvent;
import io.orderstream.model.OrderId;
import io.orderstream.model.Received;
import io.orderstream.model.ReceivedEvent;
import io.orderstream.model.ReceivedOrder;
import io.orderstream.model.VendorId;
import io.orderstream.model.wire.Problem;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** The types of the job's elements and of its own state. Each type has its own binary format. */
public final class RecordTypes {

    private static final Map<Class<?>, RecordSerializer<?>> SERIALIZERS = new HashMap<>();

    /** Records of the stream, not parsed. */
    public static final TypeInformation<StreamRecord> STREAM_RECORD =
            type(StreamRecord.class, RecordTypes::write, RecordTypes::streamRecord);

    /** Rejected records, each with the reason and the problems. */
    public static final TypeInformation<RejectedRecord> REJECTED_RECORD =
            type(RejectedRecord.class, RecordTypes::write, RecordTypes::rejectedRecord);

    /** Orders and events, and when they arrived on the stream. */
    public static final TypeInformation<Received> RECEIVED =
            type(Received.class, RecordTypes::write, RecordTypes::received);

    /** Ids of orders, the key of the keyed stream. Nearly all ids take 15 bytes. */
    public static final TypeInformation<OrderId> ORDER_ID =
            type(OrderId.class, RecordTypes::write, RecordTypes::orderId);

    /**
     * Ids of events, the keys of the map that has the marks of events. They take as many bytes as
     * the ids of orders.
     */
    public static final TypeInformation<EventId> EVENT_ID =
            type(EventId.class, RecordTypes::write, RecordTypes::eventId);

    /**
     * Marks of orders and events. A mark itself takes no bytes, but Flink stores a timestamp with
     * it for the time-to-live.
     */
    public static final TypeInformation<Seen> SEEN =
            type(Seen.class, (seen, target) -> {}, source -> Seen.ONCE);

    /**
     * Orders and events with the place of their archive line. The state of the table sink contains
     * them.
     */
    public static final TypeInformation<PlacedRecord> PLACED_RECORD =
            type(PlacedRecord.class, RecordTypes::write, RecordTypes::placedRecord);

    /** Archive lines. The job never serializes them, because a line never leaves its task. */
    public static final TypeInformation<ArchiveLine> ARCHIVE_LINE =
            type(ArchiveLine.class, RecordTypes::write, RecordTypes::archiveLine);

    private static final String NO_FLAW = "";

    /** Eight bytes that are written before an id that does not fit into 15 bytes. */
    private static final long LONG_ID = -1;

    /**
     * Eight bytes that say that an event follows. An order begins with its id, and no id begins
     * with these bytes. So the format of an order is the same as before events existed.
     */
    private static final long EVENT = -2;

    /**
     * The latest time of an id in 15 bytes, in milliseconds. It is one less than the largest number
     * of 46 bits, so that no such id begins with {@link #LONG_ID} or {@link #EVENT}.
     */
    private static final long MAX_MILLIS = (1L << 46) - 2;

    /**
     * No quantity uses this bit. If the bit is set, an idempotency key follows. So the format of an
     * order without a key is the same as before keys existed.
     */
    private static final long HAS_KEY = 1L << 62;

    /** Written instead of a version if the event requires no version. */
    private static final int ANY_VERSION = -1;

    /**
     * Separates a sequence number from the index in the aggregate. An index of 0 is not written.
     */
    private static final char INDEX = '/';

    private static final long VERSION = 0x8000;
    private static final long VARIANT = 1L << 63;

    private RecordTypes() {}

    private static <T> TypeInformation<T> type(
            Class<T> type, RecordSerializer.Writer<T> writer, RecordSerializer.Reader<T> reader) {
        RecordSerializer<T> serializer = new RecordSerializer<>(type, writer, reader);
        SERIALIZERS.put(type, serializer);
        return new RecordTypeInfo<>(serializer);
    }

    /** The serializer of one of these types. */
    @SuppressWarnings("unchecked") // type() stores each serializer under its own class.
    public static <T> TypeSerializer<T> serializer(Class<T> type) {
        return (TypeSerializer<T>) SERIALIZERS.get(type);
    }

    private static void write(StreamRecord record, DataOutputView target) throws IOException {
        writeBytes(record.data(), target);
        write(record.position(), target);
        writeText(record.partitionKey(), target);
        target.writeLong(record.receivedAt().toEpochMilli());
        // Written by name, because an ordinal changes when the constants are reordered.
        target.writeUTF(record.flaw().map(AggregateFlaw::name).orElse(NO_FLAW));
    }

    private static StreamRecord streamRecord(DataInputView source) throws IOException {
        byte[] data = readBytes(source);
        StreamPosition position = streamPosition(source);
        String partitionKey = readText(source);
        Instant receivedAt = Instant.ofEpochMilli(source.readLong());
        Optional<AggregateFlaw> flaw =
                Optional.of(source.readUTF())
                        .filter(name -> !name.equals(NO_FLAW))
                        .map(AggregateFlaw::valueOf);
        return new StreamRecord(data, position, partitionKey, receivedAt, flaw);
    }

    private static void write(StreamPosition position, DataOutputView target) throws IOException {
        writeText(position.shardId(), target);
        String number = position.sequenceNumber();
        int index = position.subSequence();
        writeText(index == 0 ? number : number + INDEX + index, target);
    }

    private static StreamPosition streamPosition(DataInputView source) throws IOException {
        String shardId = readText(source);
        String number = readText(source);
        int end = number.indexOf(INDEX);
        return end < 0
                ? new StreamPosition(shardId, number)
                : new StreamPosition(
                        shardId,
                        number.substring(0, end),
                        Integer.parseInt(number.substring(end + 1)));
    }

    private static void write(RejectedRecord rejected, DataOutputView target) throws IOException {
        target.writeUTF(rejected.reason().name());
        target.writeInt(rejected.problems().size());
        for (Problem problem : rejected.problems()) {
            writeText(problem.path(), target);
            writeText(problem.expected(), target);
            writeText(problem.found(), target);
        }
        write(rejected.record(), target);
    }

    private static RejectedRecord rejectedRecord(DataInputView source) throws IOException {
        RejectedRecord.Reason reason = RejectedRecord.Reason.valueOf(source.readUTF());
        int size = source.readInt();
        List<Problem> problems = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            problems.add(new Problem(readText(source), readText(source), readText(source)));
        }
        return new RejectedRecord(reason, problems, streamRecord(source));
    }

    private static void write(Received received, DataOutputView target) throws IOException {
        if (received instanceof ReceivedEvent) {
            target.writeLong(EVENT);
            write((ReceivedEvent) received, target);
        } else {
            write((ReceivedOrder) received, target);
        }
    }

    private static Received received(DataInputView source) throws IOException {
        long first = source.readLong();
        return first == EVENT ? receivedEvent(source) : receivedOrder(first, source);
    }

    private static void write(ReceivedOrder received, DataOutputView target) throws IOException {
        Order order = received.order();
        write(order.id(), target);
        writeText(order.account().value(), target);
        writeText(order.vendor().value(), target);
        Instant orderDate = order.orderDate();
        target.writeLong(orderDate.getEpochSecond());
        target.writeInt(orderDate.getNano());
        writeBytes(order.unitPrice().unscaledValue().toByteArray(), target);
        target.writeInt(order.unitPrice().scale());
        writeQuantityAndKey(order, target);
        writeText(order.details().json(), target);
        target.writeLong(received.receivedAt().toEpochMilli());
    }

    private static void writeQuantityAndKey(Order order, DataOutputView target) throws IOException {
        if (order.idempotencyKey().isEmpty()) {
            target.writeLong(order.quantity());
            return;
        }
        IdempotencyKey key = order.idempotencyKey().get();
        target.writeLong(order.quantity() | HAS_KEY);
        write(key, target);
    }

    private static ReceivedOrder receivedOrder(long first, DataInputView source)
            throws IOException {
        OrderId id = id(first, source, OrderId::ofBits);
        AccountId account = AccountId.of(readText(source));
        VendorId vendor = VendorId.of(readText(source));
        Instant orderDate = Instant.ofEpochSecond(source.readLong(), source.readInt());
        BigDecimal unitPrice = new BigDecimal(new BigInteger(readBytes(source)), source.readInt());
        long quantity = source.readLong();
        Optional<IdempotencyKey> key = Optional.empty();
        if ((quantity & HAS_KEY) != 0) {
            quantity -= HAS_KEY;
            key = Optional.of(key(source));
        }
        Details details = Details.ofJson(readText(source));
        return new ReceivedOrder(
                Order.restore(id, account, vendor, orderDate, key, unitPrice, quantity, details),
                Instant.ofEpochMilli(source.readLong()));
    }

    private static void write(ReceivedEvent received, DataOutputView target) throws IOException {
        OrderEvent event = received.event();
        target.writeUTF(event.type().name());
        write(event.id(), target);
        writeText(event.account().value(), target);
        writeText(event.vendor().value(), target);
        write(event.orderId(), target);
        Instant eventDate = event.eventDate();
        target.writeLong(eventDate.getEpochSecond());
        target.writeInt(eventDate.getNano());
        target.writeBoolean(event.idempotencyKey().isPresent());
        if (event.idempotencyKey().isPresent()) {
            write(event.idempotencyKey().get(), target);
        }
        target.writeInt(event.ifVersion().orElse(ANY_VERSION));
        target.writeInt(event.own().size());
        for (Map.Entry<String, String> member : event.own().entrySet()) {
            writeText(member.getKey(), target);
            writeText(member.getValue(), target);
        }
        target.writeLong(received.receivedAt().toEpochMilli());
        writeText(received.position().value(), target);
    }

    private static ReceivedEvent receivedEvent(DataInputView source) throws IOException {
        String name = source.readUTF();
        EventType type =
                EventType.named(name)
                        .orElseThrow(
                                () ->
                                        new IOException(
                                                "An event of a type that this job does not know: "
                                                        + name));
        EventId id = eventId(source);
        AccountId account = AccountId.of(readText(source));
        VendorId vendor = VendorId.of(readText(source));
        OrderId orderId = orderId(source);
        Instant eventDate = Instant.ofEpochSecond(source.readLong(), source.readInt());
        Optional<IdempotencyKey> key =
                source.readBoolean() ? Optional.of(key(source)) : Optional.empty();
        int version = source.readInt();
        int size = source.readInt();
        Map<String, String> own = new HashMap<>();
        for (int i = 0; i < size; i++) {
            own.put(readText(source), readText(source));
        }
        return new ReceivedEvent(
                type.restore(
                        id,
                        account,
                        vendor,
                        orderId,
                        eventDate,
                        key,
                        version == ANY_VERSION ? OptionalInt.empty() : OptionalInt.of(version),
                        own),
                Instant.ofEpochMilli(source.readLong()),
                LogPosition.parse(readText(source)));
    }

    private static void write(IdempotencyKey key, DataOutputView target) throws IOException {
        target.writeLong(key.high());
        target.writeLong(key.low());
    }

    private static IdempotencyKey key(DataInputView source) throws IOException {
        return IdempotencyKey.ofBits(source.readLong(), source.readLong());
    }

    private static void write(OrderId id, DataOutputView target) throws IOException {
        writeId(id.high(), id.low(), target);
    }

    private static OrderId orderId(DataInputView source) throws IOException {
        return id(source.readLong(), source, OrderId::ofBits);
    }

    private static void write(EventId id, DataOutputView target) throws IOException {
        writeId(id.high(), id.low(), target);
    }

    private static EventId eventId(DataInputView source) throws IOException {
        return id(source.readLong(), source, EventId::ofBits);
    }

    /**
     * Writes an id without eight bits that are the same in nearly all ids: 6 bits of version and
     * variant, and the first two bits of the date, which are 0 until the year 4199. Short ids
     * matter, because the state has at least one id for each mark, and the id takes more bytes than
     * the mark's timestamp.
     */
    private static void writeId(long high, long low, DataOutputView target) throws IOException {
        long millis = high >>> 16;
        if (millis > MAX_MILLIS) {
            target.writeLong(LONG_ID);
            target.writeLong(high);
            target.writeLong(low);
            return;
        }
        target.writeLong(millis << 18 | (high & 0xfff) << 6 | (low >>> 56 & 0x3f));
        target.writeInt((int) (low >>> 24));
        target.writeShort((int) (low >>> 8));
        target.writeByte((int) low);
    }

    /** Makes an id from its 128 bits. */
    private interface Id<T> {
        T ofBits(long high, long low);
    }

    /** Reads the rest of an id whose first eight bytes are {@code first}. */
    private static <T> T id(long first, DataInputView source, Id<T> id) throws IOException {
        if (first == LONG_ID) {
            return id.ofBits(source.readLong(), source.readLong());
        }
        long high = first >>> 18 << 16 | VERSION | (first >>> 6 & 0xfff);
        long low =
                VARIANT
                        | (first & 0x3f) << 56
                        | (source.readInt() & 0xffffffffL) << 24
                        | source.readUnsignedShort() << 8
                        | source.readUnsignedByte();
        return id.ofBits(high, low);
    }

    private static void write(PlacedRecord placed, DataOutputView target) throws IOException {
        write(placed.received(), target);
        writeText(placed.archive(), target);
        target.writeInt(placed.part());
        target.writeLong(placed.offset());
    }

    private static PlacedRecord placedRecord(DataInputView source) throws IOException {
        return new PlacedRecord(
                received(source), readText(source), source.readInt(), source.readLong());
    }

    private static void write(ArchiveLine line, DataOutputView target) throws IOException {
        writeText(line.folder(), target);
        writeBytes(line.bytes(), target);
    }

    private static ArchiveLine archiveLine(DataInputView source) throws IOException {
        return new ArchiveLine(readText(source), readBytes(source));
    }

    private static void writeBytes(byte[] bytes, DataOutputView target) throws IOException {
        target.writeInt(bytes.length);
        target.write(bytes);
    }

    private static byte[] readBytes(DataInputView source) throws IOException {
        byte[] bytes = new byte[source.readInt()];
        source.readFully(bytes);
        return bytes;
    }

    /** Writes a text of any length. {@code writeUTF} accepts only 65,535 bytes. */
    private static void writeText(String text, DataOutputView target) throws IOException {
        writeBytes(text.getBytes(StandardCharsets.UTF_8), target);
    }

    private static String readText(DataInputView source) throws IOException {
        return new String(readBytes(source), StandardCharsets.UTF_8);
    }
}
