package io.orderstream.job.records;

import io.orderstream.model.ReceivedOrder;
import java.io.IOException;
import java.lang.reflect.Type;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Placed orders between tasks, and in unaligned checkpoints. */
public final class PlacedOrderSerializer extends ImmutableSerializer<PlacedOrder> {

    static final PlacedOrderSerializer INSTANCE = new PlacedOrderSerializer();

    /** The type of placed orders, for where Flink cannot find it out by itself. */
    public static final TypeInformation<PlacedOrder> TYPE =
            new ImmutableTypeInfo<>(PlacedOrder.class, INSTANCE);

    private PlacedOrderSerializer() {}

    @Override
    public PlacedOrder createInstance() {
        return new PlacedOrder(ReceivedOrderSerializer.INSTANCE.createInstance(), 0);
    }

    @Override
    public void serialize(PlacedOrder placed, DataOutputView target) throws IOException {
        ReceivedOrderSerializer.INSTANCE.serialize(placed.received(), target);
        target.writeInt(placed.slot());
    }

    @Override
    public PlacedOrder deserialize(DataInputView source) throws IOException {
        ReceivedOrder received = ReceivedOrderSerializer.INSTANCE.deserialize(source);
        return new PlacedOrder(received, source.readInt());
    }

    @Override
    public TypeSerializerSnapshot<PlacedOrder> snapshotConfiguration() {
        return new Snapshot();
    }

    /** The format has no settings; another format becomes another serializer class. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<PlacedOrder> {
        public Snapshot() {
            super(() -> INSTANCE);
        }
    }

    /** How Flink finds the type from the class. */
    public static final class TypeFactory extends TypeInfoFactory<PlacedOrder> {
        @Override
        public TypeInformation<PlacedOrder> createTypeInfo(
                Type type, Map<String, TypeInformation<?>> parameters) {
            return TYPE;
        }
    }
}
