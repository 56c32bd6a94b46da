/**
 * What Jackson does not offer for JSON, or not fast enough. Each class says why it exists. Nothing
 * here knows what an order is.
 *
 * <p>{@link io.orderstream.model.json.Json} holds the parsers; {@link
 * io.orderstream.model.json.CompactJson} writes trees; the others serve the fast reader of orders.
 */
package io.orderstream.model.json;
