package io.orderstream.lambda.runtime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads a function's environment variables and collects problems, so that {@link #check()} can
 * report all of them at once.
 *
 * <pre>{@code
 * Environment variables = new Environment(System.getenv());
 * String table = variables.text("TABLE_NAME");
 * int seconds = variables.number("URL_EXPIRY_SECONDS", 900, 1, 3600);
 * variables.check(); // IllegalArgumentException: Environment variables: TABLE_NAME is not set; …
 * }</pre>
 */
public final class Environment {

    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,9}");

    private final Map<String, String> variables;
    private final List<String> problems = new ArrayList<>();

    public Environment(Map<String, String> variables) {
        this.variables = Map.copyOf(variables);
    }

    /** A variable that must be set. A missing or blank value is a problem. */
    public String text(String name) {
        String value = variables.getOrDefault(name, "");
        if (value.isBlank()) {
            problems.add(name + " is not set");
        }
        return value;
    }

    /** A variable with a default. A blank value is a problem. */
    public String text(String name, String otherwise) {
        return variables.containsKey(name) ? text(name) : otherwise;
    }

    /**
     * A variable that must be set to one of these names. Any other value is a problem, and the
     * result is then the first name.
     */
    public <E extends Enum<E>> E oneOf(String name, Class<E> names) {
        String value = text(name);
        for (E known : names.getEnumConstants()) {
            if (known.name().equals(value)) {
                return known;
            }
        }
        if (!value.isBlank()) {
            problems.add(
                    name
                            + ": expected one of "
                            + Arrays.stream(names.getEnumConstants())
                                    .map(Enum::name)
                                    .collect(Collectors.joining(", "))
                            + ", found \""
                            + value
                            + '"');
        }
        return names.getEnumConstants()[0];
    }

    /**
     * A whole number from {@code min} to {@code max}, with a default. Any other value is a problem.
     */
    public int number(String name, int otherwise, int min, int max) {
        String value = variables.getOrDefault(name, String.valueOf(otherwise));
        OptionalInt number =
                DIGITS.matcher(value).matches()
                        ? OptionalInt.of(Integer.parseInt(value))
                        : OptionalInt.empty();
        if (number.isEmpty() || number.getAsInt() < min || number.getAsInt() > max) {
            problems.add(
                    name
                            + ": expected a whole number from "
                            + min
                            + " to "
                            + max
                            + ", found \""
                            + value
                            + '"');
        }
        return number.orElse(otherwise);
    }

    /**
     * Reports the problems. Call this after reading all variables.
     *
     * @throws IllegalArgumentException with every problem, if there are any
     */
    public void check() {
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(
                    "Environment variables: " + String.join("; ", problems));
        }
    }
}
