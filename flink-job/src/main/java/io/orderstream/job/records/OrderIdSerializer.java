package io.orderstream.job.records;

import io.orderstream.model.OrderId;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Ids of orders, by which the stream is keyed: 16 bytes. */
public final class OrderIdSerializer extends ImmutableSerializer<OrderId> {

    static final OrderIdSerializer INSTANCE = new OrderIdSerializer();

    /** The type of ids. */
    public static final TypeInformation<OrderId> TYPE =
            new ImmutableTypeInfo<>(OrderId.class, INSTANCE);

    private OrderIdSerializer() {}

    @Override
    public OrderId createInstance() {
        return OrderId.of("00000000-0000-8000-8000-000000000000");
    }

    @Override
    public void serialize(OrderId id, DataOutputView target) throws IOException {
        target.writeLong(id.high());
        target.writeLong(id.low());
    }

    @Override
    public OrderId deserialize(DataInputView source) throws IOException {
        return OrderId.ofBits(source.readLong(), source.readLong());
    }

    @Override
    public TypeSerializerSnapshot<OrderId> snapshotConfiguration() {
        return new Snapshot();
    }

    /** The format has no settings; another format becomes another serializer class. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<OrderId> {
        public Snapshot() {
            super(() -> INSTANCE);
        }
    }
}
