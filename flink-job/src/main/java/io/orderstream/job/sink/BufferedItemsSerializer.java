package io.orderstream.job.sink;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.connector.base.sink.writer.AsyncSinkWriterStateSerializer;
import org.apache.flink.connector.base.sink.writer.BufferedRequestState;
import org.apache.flink.connector.dynamodb.sink.DynamoDbWriteRequest;
import org.apache.flink.connector.dynamodb.sink.DynamoDbWriteRequestType;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The items that the table's sink had not sent when a checkpoint was taken.
 *
 * <p>The connector's own serializer writes text with {@code writeUTF}, which ends at 65,535 bytes
 * of a modified UTF-8 in which an emoji takes six. A valid order of 64 KiB can exceed that, and
 * would then fail every checkpoint that finds it in the buffer.
 */
final class BufferedItemsSerializer extends AsyncSinkWriterStateSerializer<DynamoDbWriteRequest> {

    private static final int VERSION = 1;

    private static final byte TEXT = 1;
    private static final byte NUMBER = 2;
    private static final byte BOOLEAN = 3;
    private static final byte NULL = 4;
    private static final byte MAP = 5;
    private static final byte LIST = 6;

    @Override
    public int getVersion() {
        return VERSION;
    }

    /**
     * Reads what a job with this version of the format wrote.
     *
     * @throws IOException for another version, which only a newer job writes: taken for this one,
     *     it would give other items
     */
    @Override
    public BufferedRequestState<DynamoDbWriteRequest> deserialize(int version, byte[] serialized)
            throws IOException {
        if (version != VERSION) {
            throw new IOException(
                    "Buffered items: this job reads version "
                            + VERSION
                            + ", the snapshot has version "
                            + version
                            + " of a newer job");
        }
        return super.deserialize(version, serialized);
    }

    @Override
    protected void serializeRequestToStream(DynamoDbWriteRequest request, DataOutputStream out)
            throws IOException {
        writeMembers(request.getItem(), out);
    }

    @Override
    protected DynamoDbWriteRequest deserializeRequestFromStream(long size, DataInputStream in)
            throws IOException {
        return DynamoDbWriteRequest.builder()
                .setType(DynamoDbWriteRequestType.PUT)
                .setItem(readMembers(in))
                .build();
    }

    private static void writeMembers(Map<String, AttributeValue> members, DataOutputStream out)
            throws IOException {
        out.writeInt(members.size());
        for (Map.Entry<String, AttributeValue> member : members.entrySet()) {
            writeText(member.getKey(), out);
            writeValue(member.getValue(), out);
        }
    }

    private static Map<String, AttributeValue> readMembers(DataInputStream in) throws IOException {
        int size = in.readInt();
        Map<String, AttributeValue> members = new LinkedHashMap<>();
        for (int i = 0; i < size; i++) {
            String name = readText(in);
            members.put(name, readValue(in));
        }
        return members;
    }

    private static void writeValue(AttributeValue value, DataOutputStream out) throws IOException {
        switch (value.type()) {
            case S:
                out.writeByte(TEXT);
                writeText(value.s(), out);
                break;
            case N:
                out.writeByte(NUMBER);
                writeText(value.n(), out);
                break;
            case BOOL:
                out.writeByte(BOOLEAN);
                out.writeBoolean(value.bool());
                break;
            case NUL:
                out.writeByte(NULL);
                break;
            case M:
                out.writeByte(MAP);
                writeMembers(value.m(), out);
                break;
            case L:
                out.writeByte(LIST);
                out.writeInt(value.l().size());
                for (AttributeValue element : value.l()) {
                    writeValue(element, out);
                }
                break;
            default:
                throw new IOException("An order's item has no attribute of type " + value.type());
        }
    }

    private static AttributeValue readValue(DataInputStream in) throws IOException {
        byte type = in.readByte();
        switch (type) {
            case TEXT:
                return AttributeValue.fromS(readText(in));
            case NUMBER:
                return AttributeValue.fromN(readText(in));
            case BOOLEAN:
                return AttributeValue.fromBool(in.readBoolean());
            case NULL:
                return AttributeValue.fromNul(true);
            case MAP:
                return AttributeValue.fromM(readMembers(in));
            case LIST:
                int size = in.readInt();
                List<AttributeValue> elements = new ArrayList<>();
                for (int i = 0; i < size; i++) {
                    elements.add(readValue(in));
                }
                return AttributeValue.fromL(elements);
            default:
                throw new IOException("No type of attribute has the number " + type);
        }
    }

    private static void writeText(String text, DataOutputStream out) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String readText(DataInputStream in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
