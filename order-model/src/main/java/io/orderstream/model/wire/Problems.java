package io.orderstream.model.wire;

import java.util.ArrayList;
import java.util.List;

/**
 * The problems of one input, up to a number. An input of a few kilobytes can have thousands, and a
 * list of them would be many times its size: beyond the limit they are only counted.
 */
final class Problems {

    /** Enough for every mistake that somebody makes by hand. */
    static final int MOST = 100;

    private final int most;
    private final List<Problem> list = new ArrayList<>();
    private int count;

    Problems(int most) {
        this.most = most;
    }

    void add(MemberPath path, String expected, String found) {
        count++;
        if (list.size() < most) {
            list.add(new Problem(path.toString(), expected, found));
        }
    }

    int count() {
        return count;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** As what a parser throws; the last problem says how many are not listed. */
    InvalidOrderException asException() {
        List<Problem> all = new ArrayList<>(list);
        if (count > list.size()) {
            all.add(
                    new Problem(
                            Problem.ROOT,
                            "fewer problems: only the first " + list.size() + " are listed",
                            (count - list.size()) + " more"));
        }
        return new InvalidOrderException(all);
    }
}
