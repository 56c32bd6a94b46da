package io.orderstream.model.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.model.LogPosition;
import io.orderstream.model.Received;
import io.orderstream.model.ReceivedEvent;
import io.orderstream.model.fuzz.FuzzedRecord;
import io.orderstream.model.fuzz.Fuzzer;
import io.orderstream.model.fuzz.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests what the codec does with records of the {@link Fuzzer}. */
class FuzzedRecordsTest {

    private static final int RECORDS = 20_000;

    /** The job's limit for a record. The job refuses larger records before the codec reads them. */
    private static final int MAX_BYTES = 256 * 1024;

    private static final Instant RECEIVED = Instant.parse("2026-11-28T10:00:00Z");

    private static final LogPosition POSITION = LogPosition.of("4967", 0);

    private final Fuzzer fuzzer = Fuzzer.seeded(20261124);

    @Test
    void haveTheVerdictOfTheirMutation_ifItIsKnown() {
        records()
                .filter(record -> record.verdict() != Verdict.UNKNOWN)
                .forEach(
                        record ->
                                assertThat(verdict(record))
                                        .as(record::toString)
                                        .isEqualTo(record.verdict()));
    }

    @Test
    void areOftenOrders_andOftenEvents() {
        Map<Verdict, Long> verdicts =
                records()
                        .limit(RECORDS / 10)
                        .collect(
                                Collectors.groupingBy(
                                        FuzzedRecord::verdict, Collectors.counting()));

        assertThat(verdicts.get(Verdict.ORDER)).isGreaterThan(RECORDS / 50);
        assertThat(verdicts.get(Verdict.EVENT)).isGreaterThan(RECORDS / 200);
    }

    @Test
    void haveAtMost101Problems_whoseTextsAreValidUnicode() {
        records()
                .forEach(
                        record ->
                                assertThat(problems(record))
                                        .as(record::toString)
                                        .hasSizeLessThanOrEqualTo(Problems.MOST + 1)
                                        .allMatch(problem -> isUnicode(problem.toString())));
    }

    @Test
    void areTheSameEventsAfterTheyWereWrittenAndReadAgain() throws InvalidOrderException {
        for (int i = 0; i < RECORDS / 4; i++) {
            FuzzedRecord record = fuzzer.record(i);
            if (record.verdict() != Verdict.EVENT) {
                continue;
            }
            ReceivedEvent received = (ReceivedEvent) parse(record.data());
            assertThat(parse(EventCodec.formatRecord(received.event())))
                    .as(record::toString)
                    .isEqualTo(received);
            assertThat(EventDocument.parse(EventDocument.format(received)))
                    .as(record::toString)
                    .isEqualTo(received);
        }
    }

    private Stream<FuzzedRecord> records() {
        return LongStream.range(0, RECORDS)
                .mapToObj(fuzzer::record)
                .filter(record -> record.data().length <= MAX_BYTES);
    }

    private static Verdict verdict(FuzzedRecord record) {
        try {
            return parse(record.data()) instanceof ReceivedEvent ? Verdict.EVENT : Verdict.ORDER;
        } catch (InvalidOrderException e) {
            return Verdict.NEITHER;
        }
    }

    private static List<Problem> problems(FuzzedRecord record) {
        try {
            parse(record.data());
            return List.of();
        } catch (InvalidOrderException e) {
            return e.problems();
        }
    }

    private static Received parse(byte[] data) throws InvalidOrderException {
        return RecordCodec.parse(data, RECEIVED, POSITION);
    }

    private static boolean isUnicode(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }
}
