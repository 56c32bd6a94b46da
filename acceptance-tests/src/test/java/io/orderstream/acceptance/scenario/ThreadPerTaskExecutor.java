package io.orderstream.acceptance.scenario;

import java.util.concurrent.Executor;

/**
 * Runs each task in a new thread. The tasks wait for most of their time. On three cores the common
 * pool has only two threads, so a third task would never begin.
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
