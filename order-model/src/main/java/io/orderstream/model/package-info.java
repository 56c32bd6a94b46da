/**
 * The order: its id, validation, wire format, and where it is stored.
 *
 * <p>Everything here is a pure function of its arguments: no clock, no locale, no network, so that
 * a replay of the stream gives what the first run gave. {@link io.orderstream.model.OrderCodec}
 * turns bytes into orders and back, {@link io.orderstream.model.OrderDocument} is the one shape in
 * which an order is shown, {@link io.orderstream.model.OrderTable}, {@link
 * io.orderstream.model.ArchiveLayout} and {@link io.orderstream.model.IssuedDocument} say where it
 * is kept.
 */
package io.orderstream.model;
