package io.orderstream.acceptance.journey;

import static java.util.stream.Collectors.toUnmodifiableSet;

import java.util.Set;
import java.util.stream.Stream;
import org.apache.flink.util.MutableURLClassLoader;

/**
 * The Flink jobs that start in this JVM after this object was made.
 *
 * <p>This class leaves out the threads of earlier jobs. If an earlier test has killed a task
 * manager, Flink has closed the job's class loader too early. A task may then have ended without
 * closing its clients, and the threads of these clients still run. A real task manager is a process
 * of its own, so its threads end with it.
 */
final class NewJobs {

    private final Set<ClassLoader> earlier =
            allThreads().flatMap(NewJobs::jobClassLoaders).collect(toUnmodifiableSet());

    /** The threads that run code of these jobs, and the threads that this code has started. */
    Stream<Thread> threads() {
        return allThreads()
                .filter(thread -> jobClassLoaders(thread).findAny().isPresent())
                .filter(thread -> !isEarlier(thread));
    }

    /** Whether this thread is of a job that is older than this object. */
    boolean isEarlier(Thread thread) {
        return jobClassLoaders(thread).anyMatch(earlier::contains);
    }

    private static Stream<Thread> allThreads() {
        return Thread.getAllStackTraces().keySet().stream();
    }

    /**
     * The class loaders of jobs that this thread uses: its context class loader and the class
     * loader of its class. The second one is needed because Netty sets the context class loader of
     * one of its threads to null.
     */
    private static Stream<ClassLoader> jobClassLoaders(Thread thread) {
        return Stream.of(thread.getContextClassLoader(), thread.getClass().getClassLoader())
                .filter(MutableURLClassLoader.class::isInstance);
    }
}
