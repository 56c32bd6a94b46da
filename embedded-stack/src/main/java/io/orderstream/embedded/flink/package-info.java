/**
 * Managed Flink on this machine: a MiniCluster under the service's rules, reached through Flink's
 * own REST API.
 */
package io.orderstream.embedded.flink;
