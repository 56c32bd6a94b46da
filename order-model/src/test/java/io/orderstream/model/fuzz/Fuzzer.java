package io.orderstream.model.fuzz;

import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes records that somebody might put onto the stream, by mistake or on purpose. Some of them are
 * valid orders or events. The same seed and number always give the same record. So a failing record
 * can be made again from these two numbers.
 *
 * <pre>{@code
 * Fuzzer fuzzer = Fuzzer.seeded(42);
 * fuzzer.record(17); // always the same
 * }</pre>
 */
public final class Fuzzer {

    private static final List<Mutation> MUTATIONS =
            Stream.of(OddOrders.all(), BrokenOrders.all(), BrokenBytes.all(), EventMutations.all())
                    .flatMap(List::stream)
                    .collect(Collectors.toUnmodifiableList());
    private static final int TOTAL_WEIGHT = MUTATIONS.stream().mapToInt(Mutation::weight).sum();

    private static final int LONGEST_KEY = 256;

    private final long seed;

    private Fuzzer(long seed) {
        this.seed = seed;
    }

    public static Fuzzer seeded(long seed) {
        return new Fuzzer(seed);
    }

    /**
     * The record with this number. Numbers start at 0. Each number has its own order. Most
     * mutations make the record from this order. Other mutations, such as those that make events or
     * noise, ignore the order.
     */
    public FuzzedRecord record(long number) {
        // SplittableRandom mixes the seed, because two Random objects with neighbouring seeds begin
        // with similar numbers.
        Random random = new Random(new SplittableRandom(seed + number).nextLong());
        Mutation mutation = mutation(random.nextInt(TOTAL_WEIGHT));
        byte[] data = mutation.apply(new OrderText(number), random);
        return new FuzzedRecord(seed, number, mutation, partitionKey(random), data);
    }

    private static Mutation mutation(int at) {
        int left = at;
        for (Mutation mutation : MUTATIONS) {
            left -= mutation.weight();
            if (left < 0) {
                return mutation;
            }
        }
        throw new IllegalArgumentException(
                "Expected a number from 0 to " + (TOTAL_WEIGHT - 1) + ", found " + at);
    }

    private static String partitionKey(Random random) {
        switch (random.nextInt(10)) {
            case 0:
                return "k".repeat(LONGEST_KEY);
            case 1:
                // This character is two UTF-16 code units. So a text of LONGEST_KEY / 2 such
                // characters has a String.length() of LONGEST_KEY.
                return "🫘".repeat(1 + random.nextInt(LONGEST_KEY / 2));
            case 2:
                return Chance.of(random, "\u0000", "\"\\", "\n", " ", "\ufeff", "é");
            default:
                return Integer.toString(random.nextInt());
        }
    }
}
