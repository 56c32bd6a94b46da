package io.orderstream.acceptance.scenario;

import static io.orderstream.acceptance.scenario.JobControl.ServiceWork.IS_DONE;
import static io.orderstream.acceptance.scenario.JobControl.ServiceWork.IS_NOT_DONE;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.acceptance.journey.ShutdownMessages;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Set;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** No order is lost or duplicated while the job's task managers and its cluster die. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProcessFailuresITCase {

    private final ShutdownMessages log = new ShutdownMessages();
    private Set<ObjectName> beansOfEarlierTests;
    private StackWithFaults stack;

    @BeforeAll
    void start() {
        beansOfEarlierTests = beansOfTheConnectorsSdk();
        stack = StackWithFaults.start("process-failures");
    }

    @AfterAll
    void stop() {
        log.close();
        if (stack != null) {
            stack.close();
        }
    }

    /**
     * When a task manager is killed, Flink closes the class loader of its jobs before their tasks
     * have ended. A thread of the job can die because of that. A task must not wait for a thread
     * that has died.
     */
    @AfterEach
    void noTaskWaitedInVain() {
        List<String> waits = log.waitsInVain();
        log.clear();
        assertThat(waits).isEmpty();
    }

    @Test
    void taskManagersAreKilledAtRandomMoments() {
        stack.scenario("task managers killed at random moments")
                .orders(600)
                .badRecords(20)
                .disrupt(JobControl::killTaskManager)
                .disrupt(JobControl::killTaskManager)
                .run();

        // An MBean of the connector's SDK keeps a job's class loader and its classes in memory.
        Set<ObjectName> beans = beansOfTheConnectorsSdk();
        beans.removeAll(beansOfEarlierTests);
        assertThat(beans)
                .as("MBeans of the connector's SDK; only the running job may have one")
                .hasSizeLessThanOrEqualTo(1);
    }

    private static Set<ObjectName> beansOfTheConnectorsSdk() {
        return ManagementFactory.getPlatformMBeanServer().queryNames(null, null).stream()
                .filter(name -> name.getDomain().startsWith("org.apache.flink.kinesis.shaded"))
                .collect(toSet());
    }

    @Test
    void taskManagerIsKilledDuringACheckpoint() {
        stack.scenario("task manager killed as a file begins, and during a checkpoint")
                .orders(600)
                .badRecords(20)
                // The job creates the upload of a file when it writes the file's first line. This
                // is usually just after a checkpoint.
                .disrupt(job -> job.killTaskManagerAt("s3:CreateMultipartUpload", IS_DONE))
                .disrupt(job -> job.killTaskManagerAt("s3:UploadPart", IS_NOT_DONE))
                .disrupt(job -> job.killTaskManagerAt("s3:UploadPart", IS_DONE))
                .run();
    }

    @Test
    void taskManagerIsKilledBetweenCheckpointAndCommit() {
        stack.scenario("task manager killed between a checkpoint and its commit to S3")
                .orders(600)
                .badRecords(20)
                .disrupt(job -> job.killTaskManagerAt("s3:CompleteMultipartUpload", IS_NOT_DONE))
                .disrupt(JobControl::killTaskManagerWhenUploadIsComplete)
                .run();
    }

    @Test
    void clusterIsLost_andAnotherOneGoesOnFromTheNewestCheckpoint() {
        stack.scenario("cluster lost, a new one from the newest checkpoint")
                .orders(600)
                .badRecords(20)
                .disrupt(JobControl::replaceCluster)
                .run();
    }

    @Test
    void jobIsStoppedWithASavepoint_andStartedWithAnotherParallelism() {
        stack.scenario("stopped with a savepoint, started at parallelism 1, and again at 2")
                .orders(600)
                .badRecords(20)
                .disrupt(job -> job.rescale(1))
                .disrupt(job -> job.rescale(2))
                .run();
    }
}
