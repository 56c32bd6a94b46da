package io.orderstream.embedded.stack;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * System properties that are set while the stack runs. The AWS clients of the job read their
 * credentials from them.
 */
final class SystemProperties implements AutoCloseable {

    private final Map<String, Optional<String>> before;

    private SystemProperties(Map<String, Optional<String>> before) {
        this.before = before;
    }

    static SystemProperties set(Map<String, String> properties) {
        Map<String, Optional<String>> before = new HashMap<>();
        properties.forEach(
                (name, value) ->
                        before.put(name, Optional.ofNullable(System.setProperty(name, value))));
        return new SystemProperties(before);
    }

    /** Restores the previous values. */
    @Override
    public void close() {
        before.forEach(
                (name, previous) ->
                        previous.ifPresentOrElse(
                                value -> System.setProperty(name, value),
                                () -> System.clearProperty(name)));
    }
}
