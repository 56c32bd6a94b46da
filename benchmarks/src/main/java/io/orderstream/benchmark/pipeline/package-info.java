/**
 * The job's topology on a cluster in this process: how many orders a second, in how much memory.
 */
package io.orderstream.benchmark.pipeline;
