package io.orderstream.model;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Where a value stands, as in {@code order.details.items[2]}. A chain of steps that becomes text
 * only when there is a problem to report: most values have none, and names can be long.
 */
final class MemberPath {

    /** The input as a whole. */
    static final MemberPath ROOT = new MemberPath(null, "");

    // More is cut from a problem's path anyway.
    private static final int MAX_STEP = 100;

    private final MemberPath parent;
    private final String step;

    private MemberPath(MemberPath parent, String step) {
        this.parent = parent;
        this.step = step;
    }

    MemberPath member(String name) {
        return new MemberPath(this, name);
    }

    MemberPath element(int index) {
        return new MemberPath(this, "[" + index + "]");
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
        boolean element = step.startsWith("[");
        if (text.length() > 0 && !element) {
            text.append('.');
        }
        if (step.isEmpty()) {
            text.append("\"\"");
        } else {
            text.append(step, 0, Math.min(step.length(), MAX_STEP));
            if (step.length() > MAX_STEP) {
                text.append('…');
            }
        }
    }
}
