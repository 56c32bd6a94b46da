package io.orderstream.job.sink;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
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

    private static final int VERSION = 2;

    private static final byte TEXT = 1;
    private static final byte NUMBER = 2;

    @Override
    public int getVersion() {
        return VERSION;
    }

    /**
     * Reads items of this version of the format.
     *
     * @throws IOException for another version: read as this one, it would give wrong items
     */
    @Override
    public BufferedRequestState<DynamoDbWriteRequest> deserialize(int version, byte[] serialized)
            throws IOException {
        if (version != VERSION) {
            throw new IOException(
                    "Buffered items: this job reads version "
                            + VERSION
                            + ", the snapshot has version "
                            + version);
        }
        return super.deserialize(version, serialized);
    }

    @Override
    protected void serializeRequestToStream(DynamoDbWriteRequest request, DataOutputStream out)
            throws IOException {
        writeItem(request.getItem(), out);
    }

    @Override
    protected DynamoDbWriteRequest deserializeRequestFromStream(long size, DataInputStream in)
            throws IOException {
        return DynamoDbWriteRequest.builder()
                .setType(DynamoDbWriteRequestType.PUT)
                .setItem(readItem(in))
                .build();
    }

    private static void writeItem(Map<String, AttributeValue> item, DataOutputStream out)
            throws IOException {
        out.writeInt(item.size());
        for (Map.Entry<String, AttributeValue> attribute : item.entrySet()) {
            writeText(attribute.getKey(), out);
            writeValue(attribute.getValue(), out);
        }
    }

    private static Map<String, AttributeValue> readItem(DataInputStream in) throws IOException {
        int size = in.readInt();
        Map<String, AttributeValue> item = new LinkedHashMap<>();
        for (int i = 0; i < size; i++) {
            String name = readText(in);
            item.put(name, readValue(in));
        }
        return item;
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
