/**
 * Computes what this design and the replaced design cost. The model uses AWS's price list and
 * measures nothing. A figure that comes from a measurement says so.
 */
package io.orderstream.benchmark.cost;
