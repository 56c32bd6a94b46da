package io.orderstream.acceptance.hostile;

/** One way of being hostile: makes requests of its kind, as many as there are random. */
@FunctionalInterface
interface RequestFuzzer {

    RawRequest next(SeededRandom random);
}
