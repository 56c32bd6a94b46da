package io.orderstream.job;

import io.orderstream.model.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads property groups and collects everything that is wrong with them. */
final class PropertyReader {

    /** Groups of the service's own, as {@code kinesis.analytics.flink.run.options}. */
    private static final String SERVICE_PREFIX = "kinesis.analytics.";

    private static final String NOTHING = "nothing";

    private final Map<String, Properties> groups;
    private final List<Problem> problems = new ArrayList<>();

    PropertyReader(Map<String, Properties> groups) {
        this.groups = new TreeMap<>(groups);
        this.groups.keySet().removeIf(group -> group.startsWith(SERVICE_PREFIX));
        refuseUnknown();
    }

    private void refuseUnknown() {
        Map<String, List<JobProperty>> known =
                Arrays.stream(JobProperty.values())
                        .collect(Collectors.groupingBy(JobProperty::group));
        groups.forEach(
                (group, properties) -> {
                    if (!known.containsKey(group)) {
                        problems.add(
                                new Problem(
                                        group,
                                        "one of the groups " + new TreeSet<>(known.keySet()),
                                        "another group"));
                        return;
                    }
                    List<String> keys =
                            known.get(group).stream()
                                    .map(JobProperty::key)
                                    .collect(Collectors.toList());
                    for (String key : new TreeSet<>(properties.stringPropertyNames())) {
                        if (!keys.contains(key)) {
                            problems.add(
                                    new Problem(
                                            group + "/" + key,
                                            "one of the keys " + keys,
                                            "another key"));
                        }
                    }
                });
    }

    /**
     * A property's value; nothing if it is absent, or not as expected, which is a problem.
     *
     * @param parse gives nothing for a text that is not as expected
     */
    <T> Optional<T> optional(
            JobProperty property, String expected, Function<String, Optional<T>> parse) {
        Optional<String> text = text(property);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Optional<T> value = parse.apply(text.get());
        if (value.isEmpty()) {
            problems.add(new Problem(property.path(), expected, "\"" + text.get() + "\""));
        }
        return value;
    }

    /** As {@link #optional}; that it is absent is a problem. */
    <T> Optional<T> required(
            JobProperty property, String expected, Function<String, Optional<T>> parse) {
        if (text(property).isEmpty()) {
            problems.add(new Problem(property.path(), expected, NOTHING));
            return Optional.empty();
        }
        return optional(property, expected, parse);
    }

    private Optional<String> text(JobProperty property) {
        return Optional.ofNullable(groups.get(property.group()))
                .map(properties -> properties.getProperty(property.key()));
    }

    /**
     * To be called when everything was read, before any value is used.
     *
     * @throws IllegalArgumentException if there was any problem; the message has one line for each
     */
    void check() {
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(
                    problems.stream()
                            .map(problem -> "\n  " + problem)
                            .collect(Collectors.joining("", "Invalid runtime properties:", "")));
        }
    }
}
