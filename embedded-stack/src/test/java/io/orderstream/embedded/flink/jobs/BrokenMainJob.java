package io.orderstream.embedded.flink.jobs;

/** Fails before there is a job, as one whose properties are wrong. */
public final class BrokenMainJob {

    private BrokenMainJob() {}

    public static void main(String[] args) {
        if (System.getProperty(args[0]) == null) {
            throw new IllegalArgumentException("the property " + args[0] + " is missing");
        }
    }
}
