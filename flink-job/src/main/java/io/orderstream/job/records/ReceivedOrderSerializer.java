package io.orderstream.job.records;

import io.orderstream.model.AccountId;
import io.orderstream.model.Details;
import io.orderstream.model.Order;
import io.orderstream.model.OrderId;
import io.orderstream.model.ReceivedOrder;
import io.orderstream.model.VendorId;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Orders between tasks, and in unaligned checkpoints: their fields, in binary. */
public final class ReceivedOrderSerializer extends ImmutableSerializer<ReceivedOrder> {

    static final ReceivedOrderSerializer INSTANCE = new ReceivedOrderSerializer();

    /** The type of received orders. */
    public static final TypeInformation<ReceivedOrder> TYPE =
            new ImmutableTypeInfo<>(ReceivedOrder.class, INSTANCE);

    private ReceivedOrderSerializer() {}

    @Override
    public ReceivedOrder createInstance() {
        return new ReceivedOrder(
                Order.restore(
                        OrderIdSerializer.INSTANCE.createInstance(),
                        AccountId.of("0"),
                        VendorId.of("0"),
                        Instant.EPOCH,
                        BigDecimal.ZERO,
                        1,
                        Details.ofJson("{}")),
                Instant.EPOCH);
    }

    @Override
    public void serialize(ReceivedOrder received, DataOutputView target) throws IOException {
        Order order = received.order();
        OrderIdSerializer.INSTANCE.serialize(order.id(), target);
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

    @Override
    public ReceivedOrder deserialize(DataInputView source) throws IOException {
        OrderId id = OrderIdSerializer.INSTANCE.deserialize(source);
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

    @Override
    public TypeSerializerSnapshot<ReceivedOrder> snapshotConfiguration() {
        return new Snapshot();
    }

    /** The format has no settings; another format becomes another serializer class. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<ReceivedOrder> {
        public Snapshot() {
            super(() -> INSTANCE);
        }
    }
}
