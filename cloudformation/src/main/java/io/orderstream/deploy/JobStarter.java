package io.orderstream.deploy;

/** Lambda's entry point for the stack's custom resource {@code Custom::FlinkJob}. */
public final class JobStarter {}
