package io.orderstream.acceptance.hostile;

/** Makes hostile requests of one kind. The same random numbers make the same request. */
@FunctionalInterface
interface RequestFuzzer {

    RawRequest next(SeededRandom random);
}
