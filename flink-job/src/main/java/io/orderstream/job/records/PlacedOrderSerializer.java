package io.orderstream.job.records;

import io.orderstream.model.ReceivedOrder;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Placed orders in the state of the table's sink, and between tasks. */
public final class PlacedOrderSerializer extends ImmutableSerializer<PlacedOrder> {

    /** The only one. */
    public static final PlacedOrderSerializer INSTANCE = new PlacedOrderSerializer();

    /** The type of placed orders. */
    public static final TypeInformation<PlacedOrder> TYPE =
            new ImmutableTypeInfo<>(PlacedOrder.class, INSTANCE);

    private PlacedOrderSerializer() {}

    @Override
    public PlacedOrder createInstance() {
        return new PlacedOrder(ReceivedOrderSerializer.INSTANCE.createInstance(), "", 0, 0);
    }

    @Override
    public void serialize(PlacedOrder placed, DataOutputView target) throws IOException {
        ReceivedOrderSerializer.INSTANCE.serialize(placed.received(), target);
        writeText(placed.archive(), target);
        target.writeInt(placed.part());
        target.writeLong(placed.offset());
    }

    @Override
    public PlacedOrder deserialize(DataInputView source) throws IOException {
        ReceivedOrder received = ReceivedOrderSerializer.INSTANCE.deserialize(source);
        return new PlacedOrder(received, readText(source), source.readInt(), source.readLong());
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
}
