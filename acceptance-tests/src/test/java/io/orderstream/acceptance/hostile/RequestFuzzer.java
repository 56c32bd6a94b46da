package io.orderstream.acceptance.hostile;

/** Makes hostile requests of one kind. The random decisions choose which one. */
@FunctionalInterface
interface RequestFuzzer {

    RawRequest next(SeededRandom random);
}
