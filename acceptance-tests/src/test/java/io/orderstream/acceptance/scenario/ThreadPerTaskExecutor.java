package io.orderstream.acceptance.scenario;

import java.util.concurrent.Executor;

/**
 * Runs each task in a thread of its own, as these wait for most of their time: on three cores the
 * common pool has two threads, and a third task would never begin.
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
