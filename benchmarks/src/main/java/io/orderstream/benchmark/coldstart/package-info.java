/** From the start of a function's process to its first answer. */
package io.orderstream.benchmark.coldstart;
