package io.orderstream.acceptance.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BadRecordsTest {

    @Test
    void eachKindOccurs_evenIfRecordsAreMadeOneAtATime() {
        Random random = new Random(1);
        List<String> records =
                IntStream.range(0, 40)
                        .mapToObj(i -> BadRecords.of(random, 1).get(0))
                        .map(record -> new String(record, StandardCharsets.UTF_8))
                        .toList();

        assertThat(records).doesNotHaveDuplicates();
        for (String start :
                List.of("\ufffd", "{\"heartbeat\"", "{\"order\":{\"accountid\":\"cut-")) {
            assertThat(records).anyMatch(record -> record.startsWith(start));
        }
        assertThat(records).anyMatch(record -> record.endsWith("\"}}"));
    }
}
