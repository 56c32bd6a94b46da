package io.orderstream.acceptance.journey;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;

/**
 * Collects the log messages that show that a job did not end cleanly. Leaves out jobs that started
 * before this object was made. {@link #close} ends the collection.
 */
public final class ShutdownMessages implements AutoCloseable {

    private final NewJobs jobs = new NewJobs();
    private final Queue<String> missingClasses = new ConcurrentLinkedQueue<>();
    private final Queue<String> waitsInVain = new ConcurrentLinkedQueue<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final AppenderBase<ILoggingEvent> appender =
            new AppenderBase<>() {
                @Override
                protected void append(ILoggingEvent event) {
                    collect(event);
                }
            };

    public ShutdownMessages() {
        appender.setContext(root.getLoggerContext());
        appender.start();
        root.addAppender(appender);
    }

    /**
     * The messages of threads that still ran code of a job after Flink had closed the job's class
     * loader.
     */
    public List<String> missingClasses() {
        return List.copyOf(missingClasses);
    }

    /** The messages of tasks that waited for a thread until their deadline. */
    public List<String> waitsInVain() {
        return List.copyOf(waitsInVain);
    }

    public void clear() {
        missingClasses.clear();
        waitsInVain.clear();
    }

    @Override
    public void close() {
        root.detachAppender(appender);
        appender.stop();
    }

    /** Runs in the thread that logs. */
    private void collect(ILoggingEvent event) {
        if (jobs.isEarlier(Thread.currentThread())) {
            return;
        }
        IThrowableProxy thrown = event.getThrowableProxy();
        String text =
                event.getThreadName()
                        + ": "
                        + event.getFormattedMessage()
                        + (thrown == null ? "" : "\n" + ThrowableProxyUtil.asString(thrown));
        boolean isOfTheJob = text.contains("io/orderstream/") || text.contains("io.orderstream.");
        if (isOfTheJob
                && (text.contains("NoClassDefFoundError")
                        || text.contains("ClassNotFoundException")
                        || text.contains("closed classloader"))) {
            missingClasses.add(text);
        }
        if (text.contains("did not end in time")) {
            waitsInVain.add(text);
        }
    }
}
