package io.orderstream.embedded.flink.jobs;

/**
 * A main method that fails before it submits a job. The main method of a job with wrong properties
 * fails in the same way.
 */
public final class BrokenMainJob {

    private BrokenMainJob() {}

    public static void main(String[] args) {
        if (System.getProperty(args[0]) == null) {
            throw new IllegalArgumentException("the property " + args[0] + " is missing");
        }
    }
}
