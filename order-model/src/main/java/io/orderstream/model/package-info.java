/**
 * The vocabulary: an order, its events, their ids, money and details; and {@link
 * io.orderstream.model.OrderLife}, which decides what the events do.
 *
 * <p>Everything in this module is a pure function of its arguments: no clock, no locale, no
 * network. So a replay of the stream gives the same results as the first run.
 */
package io.orderstream.model;
