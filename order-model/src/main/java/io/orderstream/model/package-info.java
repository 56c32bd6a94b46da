/**
 * The vocabulary: an order, its ids, its money and its details.
 *
 * <p>Everything in this module is a pure function of its arguments: no clock, no locale, no
 * network. So a replay of the stream gives the same results as the first run.
 */
package io.orderstream.model;
