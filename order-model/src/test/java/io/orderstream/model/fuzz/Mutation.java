package io.orderstream.model.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * One way to make a record out of an order. Some mutations ignore the order, such as those that
 * make events or noise.
 */
final class Mutation {

    /** Makes the record's bytes. */
    interface OfBytes {
        byte[] make(OrderText order, Random random);
    }

    /** Makes the record's text. */
    interface OfText {
        String make(OrderText order, Random random);
    }

    private final String name;
    private final Verdict verdict;
    private final int weight;
    private final OfBytes maker;

    private Mutation(String name, Verdict verdict, int weight, OfBytes maker) {
        this.name = name;
        this.verdict = verdict;
        this.weight = weight;
        this.maker = maker;
    }

    static Mutation of(String name, Verdict verdict, OfBytes maker) {
        return new Mutation(name, verdict, 100, maker);
    }

    static Mutation ofText(String name, Verdict verdict, OfText maker) {
        return of(
                name,
                verdict,
                (order, random) -> maker.make(order, random).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The same mutation with another weight. The usual weight is 100. A mutation with twice the
     * weight makes twice as many records.
     */
    Mutation weighing(int other) {
        return new Mutation(name, verdict, other, maker);
    }

    String name() {
        return name;
    }

    Verdict verdict() {
        return verdict;
    }

    int weight() {
        return weight;
    }

    byte[] apply(OrderText order, Random random) {
        return maker.make(order, random);
    }
}
