/**
 * Callers that nobody wants: requests that no honest client sends, the socket they come through,
 * and what must hold for every answer to them, whatever was sent.
 */
package io.orderstream.acceptance.hostile;
