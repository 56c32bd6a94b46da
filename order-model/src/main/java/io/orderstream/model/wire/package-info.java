/**
 * Orders on the wire: {@link io.orderstream.model.wire.OrderCodec} turns bytes into orders and
 * back, and {@link io.orderstream.model.wire.OrderDocument} is the one shape in which an order is
 * shown.
 *
 * <p>Two readers share one set of rules: {@code FastOrderReader} reads valid orders in one pass,
 * and {@code OrderRule} reads everything else from a tree and words every problem. A test holds
 * that they agree.
 */
package io.orderstream.model.wire;
