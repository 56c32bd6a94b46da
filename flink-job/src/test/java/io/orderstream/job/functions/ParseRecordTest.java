package io.orderstream.job.functions;

import static io.orderstream.job.RecordBuilder.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orderstream.job.CapturedLog;
import io.orderstream.job.RecordBuilder;
import io.orderstream.job.records.AggregateFlaw;
import io.orderstream.job.records.RecordTypes;
import io.orderstream.job.records.RejectedRecord;
import io.orderstream.job.records.RejectedRecord.Reason;
import io.orderstream.job.records.StreamRecord;
import io.orderstream.model.LogPosition;
import io.orderstream.model.Received;
import io.orderstream.model.ReceivedEvent;
import io.orderstream.model.wire.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.stream.Collectors;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.util.Collector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParseRecordTest {

    private OneInputStreamOperatorTestHarness<StreamRecord, Received> harness;

    @BeforeEach
    void open() throws Exception {
        parseWith(new ParseRecord());
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void anOrderGoesThroughWithItsArrival() throws Exception {
        StreamRecord record = order().receivedAt("2026-11-23T10:11:13.007Z").record();

        harness.processElement(record, 0);

        assertThat(harness.extractOutputValues())
                .containsExactly(order().receivedAt("2026-11-23T10:11:13.007Z").received());
        assertThat(rejected()).isEmpty();
    }

    @Test
    void anEventGoesThroughWithItsArrivalAndItsPositionInTheLog() throws Exception {
        RecordBuilder third = order().at("shardId-1", "4967").indexInAggregate(2);

        harness.processElement(third.eventRecord("cancelled", ",\"reason\":\"cold\""), 0);

        Received event = third.event("cancelled", ",\"reason\":\"cold\"");
        assertThat(harness.extractOutputValues()).containsExactly(event);
        assertThat(((ReceivedEvent) event).position()).isEqualTo(LogPosition.of("4967", 2));
        assertThat(rejected()).isEmpty();
    }

    @Test
    void aRecordThatIsNoOrderAndNoEventIsRejected_andItsProblemNamesBothForms() throws Exception {
        harness.processElement(order().record("{\"hello\":\"world\"}"), 0);

        assertThat(rejected())
                .singleElement()
                .satisfies(
                        rejected ->
                                assertThat(rejected.problems())
                                        .extracting(Problem::expected)
                                        .containsExactly("{\"order\": {…}} or {\"event\": {…}}"));
    }

    @Test
    void anInvalidEventIsRejectedWithAllItsProblems() throws Exception {
        StreamRecord record =
                order().eventRecord("refunded", ",\"amount\":\"-1\",\"ifversion\":-1");

        harness.processElement(record, 0);

        assertThat(problemsOfTheInvalid(record))
                .extracting(Problem::path)
                .containsExactlyInAnyOrder("event.amount", "event.ifversion");
    }

    @Test
    void bytesThatAreNotJsonAreRejected_withLineAndColumn() throws Exception {
        StreamRecord record = order().record("{\"order\": nonsense}");

        harness.processElement(record, 0);

        assertThat(harness.extractOutputValues()).isEmpty();
        assertThat(problemsOfTheInvalid(record))
                .extracting(Problem::toString)
                .containsExactly(
                        "$: expected one JSON object in UTF-8, found at line 1,"
                                + " column 11: Unrecognized token 'nonsense'");
    }

    @Test
    void anInvalidOrderIsRejectedWithAllItsProblems() throws Exception {
        StreamRecord record =
                order().account("a#1").details("{\"unitprice\":\"1\",\"quantity\":\"0\"}").record();

        harness.processElement(record, 0);

        assertThat(problemsOfTheInvalid(record))
                .extracting(Problem::path)
                .containsExactly("order.accountid", "order.details.quantity");
    }

    @Test
    void anEmptyRecordIsRejected() throws Exception {
        StreamRecord record = order().record(new byte[0]);

        harness.processElement(record, 0);

        assertThat(rejected()).extracting(RejectedRecord::record).containsExactly(record);
    }

    @Test
    void aRecordAboveTheLimitIsRejectedAsTooLarge() throws Exception {
        StreamRecord record = order().record(blanks(262_145));

        harness.processElement(record, 0);

        assertThat(rejected())
                .containsExactly(
                        new RejectedRecord(
                                Reason.TOO_LARGE,
                                List.of(new Problem("$", "at most 262144 bytes", "262145 bytes")),
                                record));
    }

    @ParameterizedTest
    @EnumSource(AggregateFlaw.class)
    void anUnsoundAggregateIsRejectedWithItsFlaw_evenAboveTheLimit(AggregateFlaw flaw)
            throws Exception {
        StreamRecord plain = order().record(blanks(262_145));
        StreamRecord aggregate =
                new StreamRecord(
                        plain.data(),
                        plain.position(),
                        plain.partitionKey(),
                        plain.receivedAt(),
                        Optional.of(flaw));

        harness.processElement(aggregate, 0);

        // A problem shows only the first 80 characters of what was found. So the text of a flaw
        // must not be longer.
        assertThat(flaw.text()).hasSizeLessThanOrEqualTo(80);
        assertThat(rejected())
                .containsExactly(
                        new RejectedRecord(
                                Reason.UNSOUND_AGGREGATE,
                                List.of(
                                        new Problem(
                                                "$",
                                                "an order, an event, or a sound aggregate of"
                                                        + " them",
                                                flaw.text())),
                                aggregate));
    }

    @Test
    void aRecordAtTheLimitIsParsed() throws Exception {
        harness.processElement(order().record(blanks(262_144)), 0);

        assertThat(rejected()).extracting(RejectedRecord::reason).containsExactly(Reason.INVALID);
    }

    @ParameterizedTest
    @MethodSource("io.orderstream.job.functions.PlantedParser#failures")
    void aRecordOnWhichTheParserFailsIsRejected_andTheNextOneIsParsed(
            Class<? extends Throwable> failure) throws Exception {
        parseWith(new PlantedParser());
        StreamRecord fatal = order().record(PlantedParser.record(failure));

        harness.processElement(fatal, 0);
        harness.processElement(order().record(), 0);

        assertThat(rejected())
                .containsExactly(
                        new RejectedRecord(
                                Reason.PARSER_FAILED,
                                List.of(
                                        new Problem(
                                                "$",
                                                "a record that the parser can read",
                                                failure.getName())),
                                fatal));
        assertThat(harness.extractOutputValues()).containsExactly(order().received());
    }

    @Test
    void onlyTheFirstFailureIsLogged_withoutTextsOfTheClient() throws Exception {
        parseWith(new PlantedParser());

        try (CapturedLog log = CapturedLog.of(ParseRecord.class)) {
            for (Class<? extends Throwable> failure : PlantedParser.failures()) {
                harness.processElement(order().record(PlantedParser.record(failure)), 0);
            }

            assertThat(log.messages())
                    .singleElement()
                    .asString()
                    .startsWith("The parser failed on StreamRecord[")
                    .contains("java.lang.RuntimeException at ")
                    .doesNotContain(PlantedParser.CLIENTS_TEXT)
                    .hasSizeLessThan(2_000);
        }
    }

    /** These errors affect the process and not only the record, so Flink must see them. */
    @ParameterizedTest
    @ValueSource(
            classes = {OutOfMemoryError.class, InternalError.class, NoClassDefFoundError.class})
    void otherErrorsFailTheTask(Class<? extends Error> error) throws Exception {
        parseWith(
                (data, receivedAt, position) -> {
                    throw error(error);
                });

        assertThatThrownBy(() -> harness.processElement(order().record(), 0)).isInstanceOf(error);
    }

    /**
     * If the next operator is chained, it runs inside {@code collect}. If that operator fails, the
     * record is not the cause.
     */
    @ParameterizedTest
    @ValueSource(classes = {IllegalStateException.class, StackOverflowError.class})
    void aFailureOfTheNextOperatorFailsTheTask(Class<? extends Throwable> type) throws Exception {
        Throwable failure = type.getConstructor().newInstance();
        ProcessFunction<StreamRecord, Received>.Context noContext = null;
        Collector<Received> failing =
                new Collector<>() {
                    @Override
                    public void collect(Received received) {
                        if (failure instanceof Error) {
                            throw (Error) failure;
                        }
                        throw (RuntimeException) failure;
                    }

                    @Override
                    public void close() {}
                };

        assertThatThrownBy(
                        () ->
                                new ParseRecord()
                                        .processElement(order().record(), noContext, failing))
                .isSameAs(failure);
    }

    private void parseWith(ParseRecord.Parser parser) throws Exception {
        harness.close();
        parseWith(new ParseRecord(parser));
    }

    private void parseWith(ParseRecord parse) throws Exception {
        harness = new OneInputStreamOperatorTestHarness<>(new ProcessOperator<>(parse), 1, 1, 0);
        harness.setup(RecordTypes.serializer(Received.class));
        harness.open();
    }

    private static Error error(Class<? extends Error> type) {
        try {
            return type.getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("No constructor without arguments: " + type, e);
        }
    }

    private static byte[] blanks(int length) {
        byte[] blanks = new byte[length];
        Arrays.fill(blanks, (byte) ' ');
        return blanks;
    }

    private List<RejectedRecord> rejected() {
        Queue<org.apache.flink.streaming.runtime.streamrecord.StreamRecord<RejectedRecord>> output =
                harness.getSideOutput(ParseRecord.REJECTED);
        return output == null
                ? List.of()
                : output.stream()
                        .map(org.apache.flink.streaming.runtime.streamrecord.StreamRecord::getValue)
                        .collect(Collectors.toList());
    }

    /** Checks that exactly this record was rejected as invalid, and returns its problems. */
    private List<Problem> problemsOfTheInvalid(StreamRecord record) {
        assertThat(rejected()).hasSize(1);
        RejectedRecord rejected = rejected().get(0);
        assertThat(rejected.reason()).isEqualTo(Reason.INVALID);
        assertThat(rejected.record()).isEqualTo(record);
        return rejected.problems();
    }
}
