/**
 * The classes of the domain: orders and their details, events, ids and money. {@link
 * io.orderstream.model.OrderLife} decides what the events of an order do.
 *
 * <p>Everything in this module is a pure function of its arguments: no clock, no locale, no
 * network. So a replay of the stream gives the same results as the first run.
 */
package io.orderstream.model;
