/**
 * The functions that run with the stack: the custom resource that starts and stops the stack's
 * Flink application, and the function that takes scheduled snapshots.
 */
package io.orderstream.deploy;
