package io.orderstream.acceptance.hostile;

/** One way of being hostile: makes requests of its kind, as many as there are dice. */
@FunctionalInterface
interface Trick {

    RawRequest next(Dice dice);
}
