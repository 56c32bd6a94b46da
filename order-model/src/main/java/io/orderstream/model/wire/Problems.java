package io.orderstream.model.wire;

import java.util.ArrayList;
import java.util.List;

/**
 * The problems of one input. Beyond a limit, problems are only counted and not listed: an input of
 * a few kilobytes can have thousands of problems, and a list of them would be many times as long as
 * the input.
 */
public final class Problems {

    /** The usual limit. Nobody makes so many mistakes by hand. */
    public static final int MOST = 100;

    private final int most;
    private final List<Problem> list = new ArrayList<>();
    private int count;

    /** An empty list with the usual limit. */
    public Problems() {
        this(MOST);
    }

    Problems(int most) {
        this.most = most;
    }

    /**
     * Adds a problem.
     *
     * @param path its {@code toString} is called only if the problem is listed
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

    /** The problems. If some are not listed, the last entry says how many. */
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

    /** The problems as the exception that a parser throws. */
    InvalidOrderException asException() {
        return new InvalidOrderException(listed());
    }
}
