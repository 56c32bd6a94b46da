package io.orderstream.job.records;

import io.orderstream.model.wire.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Rejected records between tasks, and in unaligned checkpoints. */
public final class RejectedRecordSerializer extends ImmutableSerializer<RejectedRecord> {

    static final RejectedRecordSerializer INSTANCE = new RejectedRecordSerializer();

    /** The type of rejected records. */
    public static final TypeInformation<RejectedRecord> TYPE =
            new ImmutableTypeInfo<>(RejectedRecord.class, INSTANCE);

    private RejectedRecordSerializer() {}

    @Override
    public RejectedRecord createInstance() {
        return new RejectedRecord(
                RejectedRecord.Reason.INVALID,
                List.of(),
                StreamRecordSerializer.INSTANCE.createInstance());
    }

    @Override
    public void serialize(RejectedRecord rejected, DataOutputView target) throws IOException {
        // By name: an ordinal would change its meaning with the order of the enum.
        target.writeUTF(rejected.reason().name());
        target.writeInt(rejected.problems().size());
        for (Problem problem : rejected.problems()) {
            writeText(problem.path(), target);
            writeText(problem.expected(), target);
            writeText(problem.found(), target);
        }
        StreamRecordSerializer.INSTANCE.serialize(rejected.record(), target);
    }

    @Override
    public RejectedRecord deserialize(DataInputView source) throws IOException {
        RejectedRecord.Reason reason = RejectedRecord.Reason.valueOf(source.readUTF());
        int size = source.readInt();
        List<Problem> problems = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            problems.add(new Problem(readText(source), readText(source), readText(source)));
        }
        return new RejectedRecord(
                reason, problems, StreamRecordSerializer.INSTANCE.deserialize(source));
    }

    @Override
    public TypeSerializerSnapshot<RejectedRecord> snapshotConfiguration() {
        return new Snapshot();
    }

    /** The format has no settings; another format becomes another serializer class. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<RejectedRecord> {
        public Snapshot() {
            super(() -> INSTANCE);
        }
    }
}
