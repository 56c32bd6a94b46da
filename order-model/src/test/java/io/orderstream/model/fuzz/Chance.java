package io.orderstream.model.fuzz;

import java.util.Random;

/** Random choices for the mutations. */
final class Chance {

    private Chance() {}

    static String of(Random random, String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    /** The number 7 inside nested arrays and objects, with this many levels. */
    static String nested(Random random, int levels) {
        StringBuilder open = new StringBuilder();
        StringBuilder close = new StringBuilder();
        for (int i = 0; i < levels; i++) {
            boolean object = random.nextBoolean();
            open.append(object ? "{\"n\":" : "[");
            close.append(object ? '}' : ']');
        }
        return open.append('7').append(close.reverse()).toString();
    }
}
