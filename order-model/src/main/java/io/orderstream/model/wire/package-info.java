/**
 * Orders on the wire: {@link io.orderstream.model.wire.OrderCodec} turns bytes into orders and
 * back, and {@link io.orderstream.model.wire.OrderDocument} is the one form in which an order is
 * shown.
 *
 * <p>Two readers share one set of rules: {@code FastOrderReader} reads valid orders in one pass,
 * and {@code OrderRules} reads everything else from a tree and describes every problem. {@code
 * QuickPathsTest} checks that they agree.
 */
package io.orderstream.model.wire;
