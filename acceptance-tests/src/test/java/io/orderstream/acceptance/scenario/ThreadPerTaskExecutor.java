package io.orderstream.acceptance.scenario;

import java.util.concurrent.Executor;

/**
 * Runs each task in a new thread. Java's common pool is too small for these tasks, which wait for
 * most of their time: on three cores it has only two threads, so a third task would not begin.
 */
enum ThreadPerTaskExecutor implements Executor {
    INSTANCE;

    @Override
    public void execute(Runnable task) {
        Thread thread = new Thread(task, "scenario");
        thread.setDaemon(true);
        thread.start();
    }
}
