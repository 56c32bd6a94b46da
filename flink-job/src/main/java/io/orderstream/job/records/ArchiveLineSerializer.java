package io.orderstream.job.records;

import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Lines of the archive between tasks; in the job they never leave one. */
public final class ArchiveLineSerializer extends ImmutableSerializer<ArchiveLine> {

    static final ArchiveLineSerializer INSTANCE = new ArchiveLineSerializer();

    /** The type of archive lines. */
    public static final TypeInformation<ArchiveLine> TYPE =
            new ImmutableTypeInfo<>(ArchiveLine.class, INSTANCE);

    private ArchiveLineSerializer() {}

    @Override
    public ArchiveLine createInstance() {
        return new ArchiveLine("", new byte[0]);
    }

    @Override
    public void serialize(ArchiveLine line, DataOutputView target) throws IOException {
        writeText(line.folder(), target);
        writeBytes(line.bytes(), target);
    }

    @Override
    public ArchiveLine deserialize(DataInputView source) throws IOException {
        return new ArchiveLine(readText(source), readBytes(source));
    }

    @Override
    public TypeSerializerSnapshot<ArchiveLine> snapshotConfiguration() {
        return new Snapshot();
    }

    /** The format has no settings; another format becomes another serializer class. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<ArchiveLine> {
        public Snapshot() {
            super(() -> INSTANCE);
        }
    }
}
