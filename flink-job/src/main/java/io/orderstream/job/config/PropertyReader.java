package io.orderstream.job.config;

import io.orderstream.model.wire.Problem;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads property groups and collects all problems. */
final class PropertyReader {

    /**
     * The prefix of the groups that belong to Managed Flink, such as {@code
     * kinesis.analytics.flink.run.options}.
     */
    private static final String SERVICE_PREFIX = "kinesis.analytics.";

    private PropertyReader() {}

    /**
     * The values of the properties that are set.
     *
     * @throws IllegalArgumentException if properties are invalid, as {@link JobConfig#of} describes
     */
    static Map<JobProperty, String> read(Map<String, Properties> groups) {
        List<Problem> problems = new ArrayList<>(unknown(new TreeMap<>(groups)));
        Map<JobProperty, String> values = new EnumMap<>(JobProperty.class);
        for (JobProperty property : JobProperty.values()) {
            Properties group = groups.getOrDefault(property.group(), new Properties());
            String value = group.getProperty(property.key());
            if (value != null && property.accepts(value)) {
                values.put(property, value);
            } else if (value != null || property.isRequired()) {
                String found = value == null ? "nothing" : '"' + value + '"';
                problems.add(new Problem(property.path(), property.expected(), found));
            }
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(
                    problems.stream()
                            .map(problem -> "\n  " + problem)
                            .collect(Collectors.joining("", "Invalid runtime properties:", "")));
        }
        return values;
    }

    private static List<Problem> unknown(Map<String, Properties> groups) {
        Map<String, List<String>> known =
                Stream.of(JobProperty.values())
                        .collect(
                                Collectors.groupingBy(
                                        JobProperty::group,
                                        TreeMap::new,
                                        Collectors.mapping(JobProperty::key, Collectors.toList())));
        List<Problem> problems = new ArrayList<>();
        groups.forEach(
                (group, properties) -> {
                    if (group.startsWith(SERVICE_PREFIX)) {
                        return;
                    }
                    if (!known.containsKey(group)) {
                        String expected = "one of the groups " + known.keySet();
                        problems.add(new Problem(group, expected, "an unknown group"));
                        return;
                    }
                    for (String key : new TreeSet<>(properties.stringPropertyNames())) {
                        if (!known.get(group).contains(key)) {
                            String expected = "one of the keys " + known.get(group);
                            problems.add(
                                    new Problem(group + "/" + key, expected, "an unknown key"));
                        }
                    }
                });
        return problems;
    }
}
