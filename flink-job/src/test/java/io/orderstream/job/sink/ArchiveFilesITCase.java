package io.orderstream.job.sink;

import static io.orderstream.job.RecordBuilder.order;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.job.ArchiveDirectory;
import io.orderstream.job.records.ArchiveLine;
import io.orderstream.job.records.RecordTypes;
import io.orderstream.model.storage.ArchiveLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Checks the sizes of the archive's files. The job takes no checkpoints, so a file ends when it is
 * full or at the end of the input.
 */
@ExtendWith(MiniClusterExtension.class)
class ArchiveFilesITCase {

    private static final int LARGE_TEXT_LENGTH = 60_000;

    @TempDir private Path directory;

    @Test
    void aFileEndsWhenItIsFull() throws Exception {
        List<ArchiveLine> orders =
                IntStream.range(0, 200).mapToObj(ArchiveFilesITCase::large).collect(toList());

        Configuration configuration = new Configuration();
        configuration.setString("parallelism.default", "1");
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.fromData(orders, RecordTypes.ARCHIVE_LINE)
                .sinkTo(ArchiveSinks.archive(directory.toUri()));
        env.execute();

        ArchiveDirectory archive = new ArchiveDirectory(directory);
        List<Long> sizes = new ArrayList<>();
        for (Path file : archive.files("invoices")) {
            sizes.add(Files.size(file));
        }
        // 200 × 60 KB: two full files and the rest.
        assertThat(sizes).hasSize(3);
        assertThat(sizes)
                .filteredOn(size -> size >= ArchiveLayout.FULL_FILE_BYTES)
                .hasSize(2)
                .allMatch(size -> size < ArchiveLayout.FULL_FILE_BYTES + LARGE_TEXT_LENGTH + 1_000);
        assertThat(archive.lines("invoices"))
                .containsExactlyInAnyOrderElementsOf(
                        orders.stream()
                                .map(
                                        line ->
                                                new String(line.bytes(), StandardCharsets.UTF_8)
                                                        .strip())
                                .collect(toList()));
    }

    private static ArchiveLine large(int number) {
        return order().account("a" + number)
                .details(
                        "{\"unitprice\":\"4.5\",\"quantity\":1,\"note\":\""
                                + "x".repeat(LARGE_TEXT_LENGTH)
                                + "\"}")
                .lineInSlot(7);
    }
}
