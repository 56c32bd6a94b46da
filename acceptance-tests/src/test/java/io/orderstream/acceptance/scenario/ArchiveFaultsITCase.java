package io.orderstream.acceptance.scenario;

import static io.orderstream.acceptance.proxy.Fault.answerCutInHalf;
import static io.orderstream.acceptance.proxy.Fault.answerDelayed;
import static io.orderstream.acceptance.proxy.Fault.answerLost;
import static io.orderstream.acceptance.proxy.Fault.delayed;
import static io.orderstream.acceptance.proxy.Fault.failedAfterTheWork;
import static io.orderstream.acceptance.proxy.Fault.hungUp;
import static io.orderstream.acceptance.proxy.Fault.refused;
import static io.orderstream.acceptance.proxy.Fault.requestCutInHalf;

import io.orderstream.acceptance.proxy.FaultRule;
import io.orderstream.acceptance.proxy.ServiceError;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** No order is lost or duplicated while calls to S3 fail in many ways. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ArchiveFaultsITCase {

    // The embedded cluster's time-out for an answer of S3 is ten seconds.
    private static final Duration LONGER_THAN_THE_TIMEOUT = Duration.ofSeconds(40);

    private StackWithFaults stack;

    @BeforeAll
    void start() {
        // More slots make more uploads, and each upload can fail. So a short run of these tests has
        // more slots than other short runs. A long run has the template's default, 16 slots.
        String slots = ScenarioSize.ofThisRun().isShort() ? "8" : "16";
        stack =
                StackWithFaults.start(
                        "archive-faults", options -> options.withParameter("ArchiveSlots", slots));
    }

    @AfterAll
    void stop() {
        if (stack != null) {
            stack.close();
        }
    }

    @Test
    void s3AsksForFewerRequests() {
        stack.scenario("S3: 503 SlowDown")
                .orders(500)
                .badRecords(20)
                .fault(
                        job("s3:*")
                                .sometimes(0.3)
                                .inject("503 SlowDown", refused(ServiceError.SLOW_DOWN)))
                .run();
    }

    @Test
    void s3FailsAfterItDidTheWork_orSendsAnErrorWithStatus200() {
        stack.scenario("S3: 500 or no answer after the work was done")
                .orders(500)
                .badRecords(20)
                .fault(
                        job("s3:CompleteMultipartUpload")
                                .sometimes(0.3)
                                .inject(
                                        "500 after the work",
                                        failedAfterTheWork(ServiceError.INTERNAL)))
                .fault(
                        job("s3:CompleteMultipartUpload")
                                .sometimes(0.3)
                                .inject("answer lost", answerLost()))
                // S3 sends the status line before the work is done, so an answer of 200 can contain
                // an error.
                .fault(
                        job("s3:CompleteMultipartUpload")
                                .sometimes(0.2)
                                .inject(
                                        "200 with an error in it",
                                        refused(new ServiceError(200, "InternalError"))))
                .fault(
                        job("s3:UploadPart")
                                .sometimes(0.2)
                                .inject(
                                        "500 after the work",
                                        failedAfterTheWork(ServiceError.INTERNAL)))
                .fault(
                        job("s3:CreateMultipartUpload")
                                .sometimes(0.1)
                                .inject("answer lost", answerLost()))
                .run();
    }

    @Test
    void connectionsToS3BreakAndStall() {
        stack.scenario("S3: connections break in the middle, answers take seconds")
                .orders(500)
                .badRecords(20)
                .fault(
                        job("s3:UploadPart")
                                .sometimes(0.15)
                                .inject("request cut in half", requestCutInHalf()))
                .fault(
                        job("s3:CompleteMultipartUpload")
                                .sometimes(0.15)
                                .inject("answer cut in half", answerCutInHalf()))
                .fault(
                        job("s3:*")
                                .sometimes(0.05)
                                .inject("delayed by 2 s", delayed(Duration.ofSeconds(2))))
                .run();
    }

    @Test
    void s3DoesNotAnswer() {
        stack.scenario("S3: no answer, with the work done or not")
                .orders(500)
                .badRecords(20)
                .fault(
                        job("s3:UploadPart")
                                .atMost(1)
                                .inject("no answer", delayed(LONGER_THAN_THE_TIMEOUT)))
                .fault(
                        job("s3:CompleteMultipartUpload")
                                .atMost(1)
                                .inject("no answer", answerDelayed(LONGER_THAN_THE_TIMEOUT)))
                .run();
    }

    @Test
    void s3IsGoneForLongerThanACheckpoint() {
        stack.scenario("S3: gone for longer than a checkpoint")
                .orders(500)
                .badRecords(20)
                .outage(job("s3:*").inject("hung up", hungUp()), Duration.ofSeconds(5))
                .run();
    }

    private static FaultRule job(String operation) {
        return FaultRule.on(operation).from(JobControl.JOB);
    }
}
