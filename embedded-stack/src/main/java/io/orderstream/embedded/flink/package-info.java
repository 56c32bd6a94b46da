/**
 * Managed Flink on this machine: a MiniCluster with the rules of the service, controlled through
 * Flink's REST API.
 */
package io.orderstream.embedded.flink;
