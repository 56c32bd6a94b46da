package io.orderstream.job.functions;

import static io.orderstream.job.RecordBuilder.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.job.records.RejectedRecord;
import io.orderstream.job.records.RejectedRecord.Reason;
import io.orderstream.job.records.StreamRecord;
import io.orderstream.model.Problem;
import io.orderstream.model.ReceivedOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.stream.Collectors;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.ProcessFunctionTestHarnesses;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ParseOrderTest {

    private OneInputStreamOperatorTestHarness<StreamRecord, ReceivedOrder> harness;

    @BeforeEach
    void open() throws Exception {
        harness = ProcessFunctionTestHarnesses.forProcessFunction(new ParseOrder());
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void anOrderGoesOnWithItsArrival() throws Exception {
        StreamRecord record = order().receivedAt("2026-11-23T10:11:13.007Z").record();

        harness.processElement(record, 0);

        assertThat(harness.extractOutputValues())
                .containsExactly(order().receivedAt("2026-11-23T10:11:13.007Z").received());
        assertThat(rejected()).isEmpty();
    }

    @Test
    void bytesThatAreNoJsonAreRejectedWithThePlace() throws Exception {
        StreamRecord record = order().record("{\"order\": nonsense}");

        harness.processElement(record, 0);

        assertThat(harness.extractOutputValues()).isEmpty();
        assertThat(rejected())
                .singleElement()
                .satisfies(
                        rejected -> {
                            assertThat(rejected.reason()).isEqualTo(Reason.INVALID);
                            assertThat(rejected.record()).isEqualTo(record);
                            assertThat(rejected.problems())
                                    .extracting(Problem::toString)
                                    .containsExactly(
                                            "$: expected one JSON object in UTF-8, found at line 1,"
                                                    + " column 11: Unrecognized token 'nonsense'");
                        });
    }

    @Test
    void anInvalidOrderIsRejectedWithAllItsProblems() throws Exception {
        StreamRecord record =
                order().account("a#1").details("{\"unitprice\":\"1\",\"quantity\":\"0\"}").record();

        harness.processElement(record, 0);

        assertThat(rejected())
                .singleElement()
                .satisfies(
                        rejected -> {
                            assertThat(rejected.reason()).isEqualTo(Reason.INVALID);
                            assertThat(rejected.record()).isEqualTo(record);
                            assertThat(rejected.problems())
                                    .extracting(Problem::path)
                                    .containsExactly("order.accountid", "order.details.quantity");
                        });
    }

    @Test
    void nothingAtAllIsRejected() throws Exception {
        StreamRecord record = order().record(new byte[0]);

        harness.processElement(record, 0);

        assertThat(rejected()).extracting(RejectedRecord::record).containsExactly(record);
    }

    @Test
    void aRecordAboveTheLimitIsRejectedUnparsed() throws Exception {
        StreamRecord record = order().record(blanks(262_145));

        harness.processElement(record, 0);

        assertThat(rejected())
                .containsExactly(
                        new RejectedRecord(
                                Reason.TOO_LARGE,
                                List.of(new Problem("$", "at most 262144 bytes", "262145 bytes")),
                                record));
    }

    @Test
    void aRecordAtTheLimitIsParsed() throws Exception {
        harness.processElement(order().record(blanks(262_144)), 0);

        assertThat(rejected()).extracting(RejectedRecord::reason).containsExactly(Reason.INVALID);
    }

    private static byte[] blanks(int length) {
        byte[] blanks = new byte[length];
        Arrays.fill(blanks, (byte) ' ');
        return blanks;
    }

    private List<RejectedRecord> rejected() {
        Queue<org.apache.flink.streaming.runtime.streamrecord.StreamRecord<RejectedRecord>> output =
                harness.getSideOutput(ParseOrder.REJECTED);
        return output == null
                ? List.of()
                : output.stream()
                        .map(org.apache.flink.streaming.runtime.streamrecord.StreamRecord::getValue)
                        .collect(Collectors.toList());
    }
}
