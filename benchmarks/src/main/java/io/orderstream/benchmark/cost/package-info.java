/**
 * What the design costs, and what the one costs that it replaces: a model of AWS's price list, not
 * a measurement. Where a measurement decides a figure, it says so.
 */
package io.orderstream.benchmark.cost;
