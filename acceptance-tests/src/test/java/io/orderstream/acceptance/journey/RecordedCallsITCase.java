package io.orderstream.acceptance.journey;

import static io.orderstream.acceptance.journey.StackUnderTest.coffee;
import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.acceptance.template.CallRecorder;
import io.orderstream.acceptance.template.RecordedCalls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The roles in the template allow every AWS call from POST to invoice and credit note, also after a
 * crash of the job. There is one exception: after the job's file system (S3A) has written a file,
 * it tries to delete the "directory markers" of the folders above the file. No such markers exist,
 * so the job's role does not allow the deletion.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecordedCallsITCase {

    private RecordedCalls calls;

    @BeforeAll
    void recordTheCallsOfAllRequests() throws IOException {
        try (CallRecorder recorder = new CallRecorder();
                StackUnderTest stack =
                        StackUnderTest.start(
                                "calls",
                                options -> options.withCheckpointInterval(Duration.ofSeconds(2)),
                                recorder)) {
            stack.startJob();
            String id = stack.post(coffee("cal", "vic", "2026-11-23T10:11:12Z", "4.50", 2));
            stack.awaitOk("/invoice?accountid=cal&vendorid=vic&orderid=" + id);
            String invoice =
                    stack.awaitOk("/invoice?accountid=cal&format=html").json().path("url").asText();
            assertThat(stack.api().fetch(invoice).status()).isEqualTo(200);

            String batch =
                    "{\"orders\": [" + coffee("cal", "vet", "2026-11-23T10:11:12Z", "1", 1) + "]}";
            assertThat(stack.api().post("/orders", batch).status()).isEqualTo(202);
            stack.putOntoStream("not an order".getBytes(StandardCharsets.UTF_8), "p-malformed");
            stack.awaitOk("/orders?accountid=cal");
            stack.awaitOk("/order?accountid=cal&vendorid=vet");
            String refund =
                    """
                    {"event": {"type": "refunded", "accountid": "cal", "vendorid": "vic",
                      "orderid": "%s", "amount": 1, "ifversion": 0}}
                    """
                            .formatted(id);
            assertThat(stack.api().post("/order/events", refund).status()).isEqualTo(202);
            stack.awaitOk("/order/events?accountid=cal&vendorid=vic&orderid=" + id);
            stack.awaitOk("/invoice?accountid=cal&document=creditnote&orderid=" + id);
            stack.awaitCommitted();

            stack.replaceTaskManager();
            stack.post(coffee("cal", "van", "2026-11-23T10:11:12Z", "4.50", 2));
            stack.awaitOk("/invoice?accountid=cal&vendorid=van");
            calls = RecordedCalls.of(recorder);
        }
    }

    /**
     * Writes the report to {@code target/recorded-calls.txt}. Prints the allowed actions that no
     * recorded call used, for review.
     */
    @AfterAll
    void writeReport() throws IOException {
        List<String> report = calls.report();
        report.stream().filter(line -> line.contains(" allows ")).forEach(System.out::println);
        Files.write(Path.of("target", "recorded-calls.txt"), report);
    }

    @Test
    void everyCallerWasRecorded() {
        assertThat(calls.callers()).containsExactly("IngestFunction", "Job", "QueryFunction");
    }

    @Test
    void eachCallIsAllowedByItsCallersRole_exceptDeletionsOfDirectoryMarkers() {
        assertThat(calls.refused())
                .contains(
                        "Job calls s3:DeleteObject on"
                                + " arn:aws:s3:::orderstream-bucket-000000000000/invoices/,"
                                + " which JobRole does not allow",
                        "Job calls s3:DeleteObject on"
                                + " arn:aws:s3:::orderstream-bucket-000000000000/events/,"
                                + " which JobRole does not allow",
                        "Job calls s3:DeleteObject on"
                                + " arn:aws:s3:::orderstream-bucket-000000000000/rejected/,"
                                + " which JobRole does not allow")
                .allMatch(
                        refused ->
                                refused.matches(
                                        "Job calls s3:DeleteObject on arn:aws:s3:::[^/]+/.+/,"
                                                + " which JobRole does not allow"));
    }

    @Test
    void eachAllowedActionIsUsed_orJustifiedInTheTemplate() {
        assertThat(calls.unjustified()).isEmpty();
    }

    @Test
    void aRoleThatLacksAnActionIsFound() {
        assertThat(calls.without("IngestRole", "kinesis:PutRecords").refused())
                .filteredOn(refused -> !refused.startsWith("Job "))
                .containsExactly(
                        "IngestFunction calls kinesis:PutRecords on"
                                + " arn:aws:kinesis:us-east-1:000000000000:stream/orderstream-Stream,"
                                + " which IngestRole does not allow");
    }

    @Test
    void aJustificationOfAUsedActionIsFound() {
        assertThat(calls.justifying("JobRole", "dynamodb:BatchWriteItem").unjustified())
                .containsExactly(
                        "JobRole justifies dynamodb:BatchWriteItem, but it is used or not allowed");
    }
}
