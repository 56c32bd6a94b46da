package io.orderstream.acceptance.hostile;

/**
 * Makes hostile requests of one kind. The same random numbers make the same request, except for the
 * tokens, which differ from run to run.
 */
@FunctionalInterface
interface RequestFuzzer {

    RawRequest next(SeededRandom random);
}
