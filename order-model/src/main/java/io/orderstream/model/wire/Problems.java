package io.orderstream.model.wire;

import java.util.ArrayList;
import java.util.List;

/**
 * The problems of one input, up to a number. An input of a few kilobytes can have thousands, and a
 * list of them would be many times its size: beyond the limit they are only counted.
 */
public final class Problems {

    /** Enough for every mistake that somebody makes by hand. */
    static final int MOST = 100;

    private final int most;
    private final List<Problem> list = new ArrayList<>();
    private int count;

    /** As many as somebody makes by hand. */
    public Problems() {
        this(MOST);
    }

    Problems(int most) {
        this.most = most;
    }

    /**
     * Adds one.
     *
     * @param path becomes a text only if the problem is listed
     */
    public void add(Object path, String expected, String found) {
        count++;
        if (list.size() < most) {
            list.add(new Problem(path.toString(), expected, found));
        }
    }

    int count() {
        return count;
    }

    public boolean isEmpty() {
        return count == 0;
    }

    /** The problems; the last one says how many are not listed, if there are such. */
    public List<Problem> listed() {
        List<Problem> all = new ArrayList<>(list);
        if (count > list.size()) {
            all.add(
                    new Problem(
                            Problem.ROOT,
                            "fewer problems: only the first " + list.size() + " are listed",
                            (count - list.size()) + " more"));
        }
        return all;
    }

    /** As what a parser throws. */
    InvalidOrderException asException() {
        return new InvalidOrderException(listed());
    }
}
