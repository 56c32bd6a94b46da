/**
 * JSON code that Jackson does not have, or that is faster than Jackson's code. The code does not
 * depend on the members of an order.
 *
 * <p>{@link io.orderstream.model.json.Json} holds the parsers, {@link
 * io.orderstream.model.json.CompactJson} writes trees, and {@link
 * io.orderstream.model.json.Decimals} reads numbers. The other classes exist mainly for {@code
 * FastOrderReader} and {@code FastEventReader}, which read orders and events without a tree.
 */
package io.orderstream.model.json;
