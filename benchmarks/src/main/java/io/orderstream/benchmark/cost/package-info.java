/**
 * Computes what this design and the replaced design cost. The model uses AWS's price list and
 * measures nothing.
 */
package io.orderstream.benchmark.cost;
