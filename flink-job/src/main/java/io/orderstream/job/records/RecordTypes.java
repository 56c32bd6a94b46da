package io.orderstream.job.records;

import io.orderstream.model.AccountId;
import io.orderstream.model.Details;
import io.orderstream.model.Order;
import io.orderstream.model.OrderId;
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

    /** Records that are not orders. */
    public static final TypeInformation<RejectedRecord> REJECTED_RECORD =
            type(RejectedRecord.class, RecordTypes::write, RecordTypes::rejectedRecord);

    /** Orders, and when they arrived on the stream. */
    public static final TypeInformation<ReceivedOrder> RECEIVED_ORDER =
            type(ReceivedOrder.class, RecordTypes::write, RecordTypes::receivedOrder);

    /** Ids of orders, the key of the keyed stream. Nearly all ids take 15 bytes. */
    public static final TypeInformation<OrderId> ORDER_ID =
            type(OrderId.class, RecordTypes::write, RecordTypes::orderId);

    /** Marks of orders. A mark takes no bytes: Flink adds the time for the time-to-live. */
    public static final TypeInformation<Seen> SEEN =
            type(Seen.class, (seen, target) -> {}, source -> Seen.ONCE);

    /** Orders with the place of their archive line. The state of the table sink contains them. */
    public static final TypeInformation<PlacedOrder> PLACED_ORDER =
            type(PlacedOrder.class, RecordTypes::write, RecordTypes::placedOrder);

    /** Archive lines. In the job, a line never leaves the task that made it. */
    public static final TypeInformation<ArchiveLine> ARCHIVE_LINE =
            type(ArchiveLine.class, RecordTypes::write, RecordTypes::archiveLine);

    private static final String NO_FLAW = "";

    /** The first eight bytes of an id that does not fit into 15 bytes. */
    private static final long LONG_ID = -1;

    /** One less than 46 bits allow, so that no 15-byte id begins with {@link #LONG_ID}. */
    private static final long MAX_MILLIS = (1L << 46) - 2;

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
        writeText(record.position().shardId(), target);
        writeText(record.position().sequenceNumber(), target);
        writeText(record.partitionKey(), target);
        target.writeLong(record.receivedAt().toEpochMilli());
        // Written by name, because an ordinal changes when the constants are reordered.
        target.writeUTF(record.flaw().map(AggregateFlaw::name).orElse(NO_FLAW));
    }

    private static StreamRecord streamRecord(DataInputView source) throws IOException {
        byte[] data = readBytes(source);
        StreamPosition position = new StreamPosition(readText(source), readText(source));
        String partitionKey = readText(source);
        Instant receivedAt = Instant.ofEpochMilli(source.readLong());
        Optional<AggregateFlaw> flaw =
                Optional.of(source.readUTF())
                        .filter(name -> !name.equals(NO_FLAW))
                        .map(AggregateFlaw::valueOf);
        return new StreamRecord(data, position, partitionKey, receivedAt, flaw);
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
        target.writeLong(order.quantity());
        writeText(order.details().json(), target);
        target.writeLong(received.receivedAt().toEpochMilli());
    }

    private static ReceivedOrder receivedOrder(DataInputView source) throws IOException {
        OrderId id = orderId(source);
        AccountId account = AccountId.of(readText(source));
        VendorId vendor = VendorId.of(readText(source));
        Instant orderDate = Instant.ofEpochSecond(source.readLong(), source.readInt());
        BigDecimal unitPrice = new BigDecimal(new BigInteger(readBytes(source)), source.readInt());
        long quantity = source.readLong();
        Details details = Details.ofJson(readText(source));
        return new ReceivedOrder(
                Order.restore(id, account, vendor, orderDate, unitPrice, quantity, details),
                Instant.ofEpochMilli(source.readLong()));
    }

    /**
     * Writes an id without eight bits that are the same in nearly all ids: 6 bits of version and
     * variant, and the first two bits of the date, which are 0 until the year 4199. Short ids
     * matter, because the id is the larger part of a mark.
     */
    private static void write(OrderId id, DataOutputView target) throws IOException {
        long millis = id.high() >>> 16;
        if (millis > MAX_MILLIS) {
            target.writeLong(LONG_ID);
            target.writeLong(id.high());
            target.writeLong(id.low());
            return;
        }
        target.writeLong(millis << 18 | (id.high() & 0xfff) << 6 | (id.low() >>> 56 & 0x3f));
        target.writeInt((int) (id.low() >>> 24));
        target.writeShort((int) (id.low() >>> 8));
        target.writeByte((int) id.low());
    }

    private static OrderId orderId(DataInputView source) throws IOException {
        long first = source.readLong();
        if (first == LONG_ID) {
            return OrderId.ofBits(source.readLong(), source.readLong());
        }
        long high = first >>> 18 << 16 | VERSION | (first >>> 6 & 0xfff);
        long low =
                VARIANT
                        | (first & 0x3f) << 56
                        | (source.readInt() & 0xffffffffL) << 24
                        | source.readUnsignedShort() << 8
                        | source.readUnsignedByte();
        return OrderId.ofBits(high, low);
    }

    private static void write(PlacedOrder placed, DataOutputView target) throws IOException {
        write(placed.received(), target);
        writeText(placed.archive(), target);
        target.writeInt(placed.part());
        target.writeLong(placed.offset());
    }

    private static PlacedOrder placedOrder(DataInputView source) throws IOException {
        return new PlacedOrder(
                receivedOrder(source), readText(source), source.readInt(), source.readLong());
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
