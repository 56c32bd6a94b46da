/**
 * Orders and events on the wire. {@link io.orderstream.model.wire.OrderCodec} and {@link
 * io.orderstream.model.wire.EventCodec} read what clients post, and they write records. {@link
 * io.orderstream.model.wire.RecordCodec} reads records. {@link
 * io.orderstream.model.wire.OrderDocument}, {@link io.orderstream.model.wire.EventDocument} and
 * {@link io.orderstream.model.wire.HistoryDocument} are the forms in which orders and events are
 * shown.
 *
 * <p>Two readers of orders share one set of rules: {@code FastOrderReader} reads most valid orders
 * in one pass. {@code OrderRules} reads all other input from a tree, and describes the problems.
 * {@code QuickPathsTest} checks that they agree. {@code FastEventReader} and {@code EventRules} do
 * the same for records of events, and {@code FastEventReaderTest} checks that they agree.
 */
package io.orderstream.model.wire;
