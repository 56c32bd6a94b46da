package io.orderstream.job;

import static java.util.stream.Collectors.toList;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;

/** Captures the warnings and errors of a logger until {@link #close}. */
public final class CapturedLog implements AutoCloseable {

    private final Queue<ILoggingEvent> events = new ConcurrentLinkedQueue<>();
    private final Logger logger;
    private final Appender appender = new Appender();

    /** Captures the warnings and errors of the logger of the given class. */
    public static CapturedLog of(Class<?> type) {
        return new CapturedLog(type.getName());
    }

    private CapturedLog(String name) {
        logger = (Logger) LoggerFactory.getLogger(name);
        appender.setContext(logger.getLoggerContext());
        appender.start();
        logger.addAppender(appender);
        logger.setLevel(Level.WARN);
    }

    /** The messages, without their exceptions. */
    public List<String> messages() {
        return events.stream().map(ILoggingEvent::getFormattedMessage).collect(toList());
    }

    @Override
    public void close() {
        logger.setLevel(Level.OFF);
        logger.detachAppender(appender);
    }

    private final class Appender extends AppenderBase<ILoggingEvent> {
        @Override
        protected void append(ILoggingEvent event) {
            events.add(event);
        }
    }
}
