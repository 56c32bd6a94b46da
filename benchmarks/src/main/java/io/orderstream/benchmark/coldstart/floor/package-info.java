/** Functions that do less than any order function could: what no start of one can fall below. */
package io.orderstream.benchmark.coldstart.floor;
