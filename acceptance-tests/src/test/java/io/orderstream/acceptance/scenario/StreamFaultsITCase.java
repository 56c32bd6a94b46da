package io.orderstream.acceptance.scenario;

import static io.orderstream.acceptance.proxy.Fault.answerCutInHalf;
import static io.orderstream.acceptance.proxy.Fault.answerDelayed;
import static io.orderstream.acceptance.proxy.Fault.answerLost;
import static io.orderstream.acceptance.proxy.Fault.failedAfterTheWork;
import static io.orderstream.acceptance.proxy.Fault.hungUp;
import static io.orderstream.acceptance.proxy.Fault.refused;
import static io.orderstream.acceptance.proxy.Fault.requestCutInHalf;
import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.acceptance.proxy.FaultRule;
import io.orderstream.acceptance.proxy.LaggingShard;
import io.orderstream.acceptance.proxy.PartialFailures;
import io.orderstream.acceptance.proxy.ServiceError;
import io.orderstream.embedded.start.Deadline;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.kinesis.model.Shard;

/**
 * No order is lost or duplicated while calls to Kinesis fail in many ways. None of the failed calls
 * restarts the job. Each order that the ingest function accepts is stored.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StreamFaultsITCase {

    private static final int SHARDS = 4;
    private static final String INGEST = "IngestFunction";

    /** The maximum number of times that a rare fault is injected. */
    private static final int FEW_FAULTS = 2;

    /**
     * The number of failures in a row. The function's SDK does not retry, so the function or its
     * client must retry.
     */
    private static final int MANY_FAULTS = 10;

    /** For how many checkpoints one shard is held back while the others are read. */
    private static final int CHECKPOINTS_BEHIND = 5;

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private StackWithFaults stack;

    @BeforeAll
    void start() {
        // Short runs of most other tests have fewer shards. In this test, faults hit reads. More
        // shards make more reads.
        stack =
                StackWithFaults.start(
                        "stream-faults",
                        options -> options.withShards(Math.max(SHARDS, options.shards())));
    }

    @AfterAll
    void stop() {
        if (stack != null) {
            stack.close();
        }
    }

    @Test
    void readsAreThrottled_andIteratorsExpire() {
        small("Kinesis: reads are throttled, iterators expire")
                .fault(
                        job("GetRecords")
                                .sometimes(0.3)
                                .inject("throughput", refused(ServiceError.THROUGHPUT)))
                .fault(
                        job("GetRecords")
                                .sometimes(0.1)
                                .inject("expired iterator", refused(ServiceError.EXPIRED_ITERATOR)))
                .fault(
                        job("GetShardIterator")
                                .atMost(FEW_FAULTS)
                                .inject("throughput", refused(ServiceError.THROUGHPUT)))
                .fault(
                        job("ListShards")
                                .atMost(FEW_FAULTS)
                                .inject("limit", refused(ServiceError.LIMIT_EXCEEDED)))
                .withoutRestart()
                .run();
    }

    @Test
    void readsFail_andTheirConnectionsBreak() {
        small("Kinesis: reads fail, their connections break")
                .fault(
                        job("GetRecords")
                                .sometimes(0.1)
                                .inject("500", refused(ServiceError.INTERNAL)))
                .fault(job("GetRecords").sometimes(0.1).inject("hung up", hungUp()))
                .fault(job("GetRecords").sometimes(0.1).inject("answer lost", answerLost()))
                .fault(
                        job("GetRecords")
                                .sometimes(0.1)
                                .inject("answer cut in half", answerCutInHalf()))
                // This fault makes the job request new iterators while it runs.
                .fault(
                        job("GetRecords")
                                .sometimes(0.1)
                                .inject("expired iterator", refused(ServiceError.EXPIRED_ITERATOR)))
                .fault(
                        job("GetShardIterator")
                                .atMost(FEW_FAULTS)
                                .inject("500", refused(ServiceError.INTERNAL)))
                .fault(
                        job("GetShardIterator")
                                .atMost(FEW_FAULTS)
                                .inject("answer cut in half", answerCutInHalf()))
                .fault(job("ListShards").atMost(FEW_FAULTS).inject("hung up", hungUp()))
                .fault(
                        job("ListShards")
                                .atMost(FEW_FAULTS)
                                .inject("answer cut in half", answerCutInHalf()))
                .withoutRestart()
                .run();
    }

    @Test
    void streamIsGone() {
        small("Kinesis: two reads get no answer, and the service is gone for a while")
                .fault(
                        job("GetRecords")
                                .sometimes(0.1)
                                .atMost(2)
                                .inject("no answer", answerDelayed(Duration.ofHours(1))))
                // The outage takes a minute in a soak.
                .outage(job("*").inject("gone", hungUp()), Duration.ofSeconds(12))
                .withoutRestart()
                .run();
    }

    @Test
    void shardsAreSplitAndMerged() {
        Reshard reshard = new Reshard(stack);
        int before = reshard.openShards().size();

        small("Kinesis: shards split and merged in mid-stream, once while the job is down")
                .disrupt(job -> reshard.splitWidest())
                .disrupt(job -> reshard.mergeLowest())
                .disrupt(
                        job ->
                                job.replaceClusterAfter(
                                        () -> {
                                            reshard.splitWidest();
                                            reshard.mergeLowest();
                                        }))
                .run();

        assertThat(reshard.openShards()).hasSize(before);
    }

    @Test
    void aShardFallsFarBehindTheOthers() {
        Shard shard = new Reshard(stack).openShards().get(0);
        LaggingShard lagging =
                new LaggingShard(
                        new BigInteger(shard.hashKeyRange().startingHashKey()),
                        new BigInteger(shard.hashKeyRange().endingHashKey()));
        FaultRule behind = job("GetRecords").inject("nothing of one shard", lagging);

        small("Kinesis: one shard far behind the others")
                .disrupt(
                        job -> {
                            stack.paths().add(behind);
                            Deadline.in(PATIENCE)
                                    .await("records were held back", () -> lagging.heldBack() > 0);
                            job.awaitCheckpoints(CHECKPOINTS_BEHIND);
                            stack.paths().remove(behind);
                        })
                .withoutRestart()
                .run();

        assertThat(behind.injected()).isGreaterThan(lagging.heldBack());
    }

    @Test
    void batchesArePutInPart_orTheirAnswersAreLost() {
        small(
                        "POST /orders: PutRecords accepts only some records, fails after the work, loses its answer")
                .fault(
                        ingest("PutRecords")
                                .atMost(MANY_FAULTS)
                                .inject("throughput", refused(ServiceError.THROUGHPUT)))
                .fault(
                        ingest("PutRecords")
                                .atMost(FEW_FAULTS)
                                .inject("answer cut in half", answerCutInHalf()))
                .fault(
                        ingest("PutRecords")
                                .atMost(FEW_FAULTS)
                                .inject("request cut in half", requestCutInHalf()))
                .fault(
                        ingest("PutRecords")
                                .sometimes(0.4)
                                .inject(
                                        "partial",
                                        PartialFailures.refusedRecords(
                                                new Random(stack.size().seed()))))
                .fault(ingest("PutRecords").sometimes(0.2).inject("answer lost", answerLost()))
                .fault(
                        ingest("PutRecords")
                                .sometimes(0.2)
                                .inject(
                                        "500 after the work",
                                        failedAfterTheWork(ServiceError.INTERNAL)))
                .withoutRestart()
                .run();
    }

    @Test
    void singleOrdersArePut_andTheirAnswersAreLost() {
        small("POST /order: PutRecord throttles, fails after the work, loses its answer")
                .orders(100)
                .sentBy(Producer.ofTheApiOneByOne(stack.api()))
                .fault(
                        ingest("PutRecord")
                                .atMost(MANY_FAULTS)
                                .inject("throughput", refused(ServiceError.THROUGHPUT)))
                .fault(ingest("PutRecord").sometimes(0.15).inject("answer lost", answerLost()))
                .fault(
                        ingest("PutRecord")
                                .sometimes(0.15)
                                .inject(
                                        "500 after the work",
                                        failedAfterTheWork(ServiceError.INTERNAL)))
                .fault(
                        ingest("PutRecord")
                                .sometimes(0.1)
                                .inject("answer cut in half", answerCutInHalf()))
                .withoutRestart()
                .run();
    }

    private Scenario small(String name) {
        return stack.scenario(name).orders(600).badRecords(10);
    }

    private static FaultRule job(String operation) {
        return FaultRule.on("kinesis:" + operation).from(JobControl.JOB);
    }

    private static FaultRule ingest(String operation) {
        return FaultRule.on("kinesis:" + operation).from(INGEST);
    }
}
