/**
 * Two functions of the stack. One is behind the custom resource that starts and stops the Flink
 * application. The other takes scheduled snapshots.
 */
package io.orderstream.deploy;
