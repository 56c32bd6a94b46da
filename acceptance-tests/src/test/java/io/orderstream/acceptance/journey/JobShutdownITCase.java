package io.orderstream.acceptance.journey;

import static io.orderstream.acceptance.journey.StackUnderTest.coffee;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.apache.flink.util.FlinkUserCodeClassLoaders;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * What a cancelled job leaves behind. Flink closes the class loader of a cancelled job. A thread
 * that still runs the job's code can then no longer load classes, and the log shows that.
 */
class JobShutdownITCase {

    private static final int JOBS = 4;

    /** The threads of the table's client: its own, the SDK's, and Netty's. */
    private static final List<String> CLIENT_THREADS =
            List.of("order-table-client", "sdk-", "globalEventExecutor");

    @Test
    void aCancelledJobLeavesNoThreadThatMissesItsClasses() {
        Log log = new Log();
        try (StackUnderTest stack = StackUnderTest.start("shutdown", options -> options)) {
            for (int i = 0; i < JOBS; i++) {
                stack.startJob();
                stack.post(coffee("a" + i, "v1", "2026-11-23T10:11:12Z", "4.5", 2));
                stack.awaitOk("/order?accountid=a" + i + "&vendorid=v1");
                stack.cancelJob();
                assertThat(clientThreads()).isEmpty();
            }
        } finally {
            log.stop();
        }

        assertThat(log.missingClasses).isEmpty();
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

    /** Collects the log messages about classes that are no longer found. */
    private static final class Log extends AppenderBase<ILoggingEvent> {

        private final Logger root =
                (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        private final Queue<String> missingClasses = new ConcurrentLinkedQueue<>();

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
        }
    }
}
