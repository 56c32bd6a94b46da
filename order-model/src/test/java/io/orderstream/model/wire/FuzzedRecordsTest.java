package io.orderstream.model.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.model.fuzz.FuzzedRecord;
import io.orderstream.model.fuzz.Fuzzer;
import io.orderstream.model.fuzz.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the codec does with records of the {@link Fuzzer}. */
class FuzzedRecordsTest {

    private static final int RECORDS = 20_000;

    /** Larger records are refused for their size before the codec reads them. */
    private static final int MAX_BYTES = 256 * 1024;

    private static final Instant RECEIVED = Instant.parse("2026-11-28T10:00:00Z");

    private final Fuzzer fuzzer = Fuzzer.seeded(20261124);

    @Test
    void areOrders_ifAndOnlyIfTheyBreakNoRule() {
        records()
                .filter(record -> record.verdict() != Verdict.UNKNOWN)
                .forEach(
                        record ->
                                assertThat(problems(record).isEmpty())
                                        .as(record::toString)
                                        .isEqualTo(record.verdict() == Verdict.ORDER));
    }

    @Test
    void haveProblemsThatAreFewAndUnicode() {
        records()
                .forEach(
                        record ->
                                assertThat(problems(record))
                                        .as(record::toString)
                                        .hasSizeLessThanOrEqualTo(Problems.MOST + 1)
                                        .allMatch(problem -> isUnicode(problem.toString())));
    }

    private Stream<FuzzedRecord> records() {
        return LongStream.range(0, RECORDS)
                .mapToObj(fuzzer::record)
                .filter(record -> record.data().length <= MAX_BYTES);
    }

    private static List<Problem> problems(FuzzedRecord record) {
        try {
            OrderCodec.parseRecord(record.data(), RECEIVED);
            return List.of();
        } catch (InvalidOrderException e) {
            return e.problems();
        }
    }

    private static boolean isUnicode(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }
}
