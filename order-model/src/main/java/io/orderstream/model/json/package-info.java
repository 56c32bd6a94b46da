/**
 * JSON code that Jackson does not have, or that is faster than Jackson's code. Each class says why
 * it exists. Nothing here knows what an order is.
 *
 * <p>{@link io.orderstream.model.json.Json} holds the parsers, {@link
 * io.orderstream.model.json.CompactJson} writes trees, and {@link
 * io.orderstream.model.json.Decimals} reads numbers. The other classes make the fast reader of
 * orders fast.
 */
package io.orderstream.model.json;
