/**
 * Hostile requests to the API: the fuzzers that make them, the client that sends them over a raw
 * socket, and the rules that every answer must keep.
 */
package io.orderstream.acceptance.hostile;
