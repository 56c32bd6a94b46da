package io.orderstream.acceptance.journey;

import static io.orderstream.acceptance.journey.StackUnderTest.coffee;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.apache.flink.util.FlinkUserCodeClassLoaders;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.slf4j.LoggerFactory;

/**
 * How a job ends. Flink closes the class loader of a cancelled job. A thread that still runs the
 * job's code can then no longer load classes, and the log shows that.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JobShutdownITCase {

    private static final int JOBS = 3;

    /** The prefixes of the names of the threads of the table's client, of the SDK, and of Netty. */
    private static final List<String> CLIENT_THREADS =
            List.of("order-table-client", "sdk-", "globalEventExecutor");

    private final Log log = new Log();
    private StackUnderTest stack;

    @BeforeAll
    void start() {
        stack = StackUnderTest.start("shutdown", options -> options);
    }

    @AfterAll
    void stop() {
        log.stop();
        if (stack != null) {
            stack.close();
        }
    }

    @BeforeEach
    void clear() {
        log.missingClasses.clear();
        log.waitedInVain.clear();
    }

    @Test
    void aCancelledJobLeavesNoThreadThatMissesItsClasses() {
        for (int i = 0; i < JOBS; i++) {
            stack.startJob();
            write(i);
            stack.cancelJob();
            assertThat(clientThreads()).isEmpty();
        }

        assertThat(log.missingClasses).isEmpty();
    }

    /** Flink closes the class loader of its jobs at once, while their tasks are still ending. */
    @Test
    void aTaskManagerShutsDown_andNoTaskWaitsForAThreadThatHasEnded() {
        stack.startJob();
        for (int i = 0; i < JOBS; i++) {
            write(i);
            stack.replaceTaskManager();
        }
        stack.cancelJob();

        assertThat(log.waitedInVain).isEmpty();
    }

    private void write(int account) {
        String order = stack.post(coffee("a" + account, "v1", Instant.now().toString(), "4.5", 2));
        stack.awaitOk("/order?accountid=a" + account + "&vendorid=v1&orderid=" + order);
    }

    private static Stream<String> clientThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(JobShutdownITCase::isOfAJob)
                .map(Thread::getName)
                .filter(name -> CLIENT_THREADS.stream().anyMatch(name::startsWith));
    }

    private static boolean isOfAJob(Thread thread) {
        ClassLoader loader = thread.getContextClassLoader();
        return loader != null
                && loader.getClass()
                        .getName()
                        .startsWith(FlinkUserCodeClassLoaders.class.getName());
    }

    /**
     * Collects the log messages about missing classes and about threads that did not end in time.
     */
    private static final class Log extends AppenderBase<ILoggingEvent> {

        private final Logger root =
                (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        private final Queue<String> missingClasses = new ConcurrentLinkedQueue<>();
        private final Queue<String> waitedInVain = new ConcurrentLinkedQueue<>();

        Log() {
            setContext(root.getLoggerContext());
            start();
            root.addAppender(this);
        }

        @Override
        public void stop() {
            root.detachAppender(this);
            super.stop();
        }

        @Override
        protected void append(ILoggingEvent event) {
            IThrowableProxy thrown = event.getThrowableProxy();
            String text =
                    event.getFormattedMessage()
                            + (thrown == null ? "" : "\n" + ThrowableProxyUtil.asString(thrown));
            boolean isOfTheJob =
                    text.contains("io/orderstream/") || text.contains("io.orderstream.");
            if (isOfTheJob
                    && (text.contains("NoClassDefFoundError")
                            || text.contains("ClassNotFoundException")
                            || text.contains("closed classloader"))) {
                missingClasses.add(event.getThreadName() + ": " + text);
            }
            if (text.contains("did not end in time")) {
                waitedInVain.add(event.getThreadName() + ": " + text);
            }
        }
    }
}
