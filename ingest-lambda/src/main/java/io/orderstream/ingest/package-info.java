/**
 * The ingest Lambda: it puts orders of {@code POST /order} and {@code POST /orders}, and events of
 * {@code POST /order/events}, onto the Kinesis stream. {@link io.orderstream.ingest.IngestHandler}
 * is the entry point. {@code OrderIntake} checks the orders and events, puts them on the stream and
 * makes the response. {@code OrderStream} is the interface to the stream.
 */
package io.orderstream.ingest;
