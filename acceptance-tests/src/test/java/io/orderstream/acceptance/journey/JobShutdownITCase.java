package io.orderstream.acceptance.journey;

import static io.orderstream.acceptance.journey.StackUnderTest.coffee;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Tests how a job ends. Flink closes the class loader of a cancelled job. If a thread still runs
 * the job's code after that, the thread cannot load further classes, and the log has the error.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JobShutdownITCase {

    private static final int JOBS = 3;

    /** Prefixes of thread names: the client of the table, the AWS SDK, and Netty. */
    private static final List<String> CLIENT_THREADS =
            List.of("order-table-client", "sdk-", "globalEventExecutor");

    private final NewJobs jobs = new NewJobs();
    private final ShutdownMessages log = new ShutdownMessages();
    private StackUnderTest stack;

    @BeforeAll
    void start() {
        stack = StackUnderTest.start("shutdown", options -> options);
    }

    @AfterAll
    void stop() {
        log.close();
        if (stack != null) {
            stack.close();
        }
    }

    @BeforeEach
    void clear() {
        log.clear();
    }

    @Test
    void aCancelledJobLeavesNoThreadThatMissesItsClasses() {
        for (int i = 0; i < JOBS; i++) {
            stack.startJob();
            write(i);
            stack.cancelJob();
            assertThat(clientThreads()).isEmpty();
        }

        assertThat(log.missingClasses()).isEmpty();
    }

    private void write(int account) {
        String order = stack.post(coffee("a" + account, "v1", Instant.now().toString(), "4.5", 2));
        stack.awaitOk("/order?accountid=a" + account + "&vendorid=v1&orderid=" + order);
    }

    private List<String> clientThreads() {
        return jobs.threads()
                .map(Thread::getName)
                .filter(name -> CLIENT_THREADS.stream().anyMatch(name::startsWith))
                .toList();
    }
}
