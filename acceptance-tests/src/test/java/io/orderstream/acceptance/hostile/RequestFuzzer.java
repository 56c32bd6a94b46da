package io.orderstream.acceptance.hostile;

/** Makes hostile requests of one kind. The random decisions choose the request. */
@FunctionalInterface
interface RequestFuzzer {

    RawRequest next(SeededRandom random);
}
