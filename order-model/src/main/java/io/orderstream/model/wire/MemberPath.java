package io.orderstream.model.wire;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The path of a value, as in {@code order.details.items[2]}. It is a chain of steps. The text is
 * made only for a problem, since most values have no problem and names can be long.
 */
final class MemberPath {

    private static final int NO_ELEMENT = -1;

    /** The input as a whole. */
    static final MemberPath ROOT = new MemberPath(null, "", NO_ELEMENT);

    // Longer names are cut, since a problem cuts the whole path anyway.
    private static final int MAX_STEP = 100;

    private final MemberPath parent;
    private final String name;
    private final int index;

    private MemberPath(MemberPath parent, String name, int index) {
        this.parent = parent;
        this.name = name;
        this.index = index;
    }

    MemberPath member(String name) {
        return new MemberPath(this, name, NO_ELEMENT);
    }

    MemberPath element(int index) {
        return new MemberPath(this, "", index);
    }

    @Override
    public String toString() {
        if (parent == null) {
            return Problem.ROOT;
        }
        Deque<MemberPath> steps = new ArrayDeque<>();
        for (MemberPath path = this; path.parent != null; path = path.parent) {
            steps.push(path);
        }
        StringBuilder text = new StringBuilder();
        for (MemberPath path : steps) {
            path.append(text);
        }
        return text.toString();
    }

    private void append(StringBuilder text) {
        if (index != NO_ELEMENT) {
            text.append('[').append(index).append(']');
            return;
        }
        if (text.length() > 0) {
            text.append('.');
        }
        if (name.isEmpty()) {
            text.append("\"\"");
        } else {
            text.append(name, 0, Math.min(name.length(), MAX_STEP));
            if (name.length() > MAX_STEP) {
                text.append('…');
            }
        }
    }
}
