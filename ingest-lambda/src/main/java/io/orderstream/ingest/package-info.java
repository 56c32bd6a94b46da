/**
 * The ingest Lambda: it puts orders of {@code POST /order} and {@code POST /orders}, and events of
 * {@code POST /order/events}, onto the Kinesis stream. {@link io.orderstream.ingest.IngestHandler}
 * is the entry point, {@code OrderIntake} decides, {@code OrderStream} is the port to the stream.
 */
package io.orderstream.ingest;
