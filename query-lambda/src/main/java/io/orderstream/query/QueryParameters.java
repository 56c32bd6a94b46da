package io.orderstream.query;

import io.orderstream.lambda.http.ProblemDocument;
import io.orderstream.lambda.http.RefusedException;
import io.orderstream.model.AccountId;
import io.orderstream.model.wire.Problems;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Reads a query string's parameters by rule and remembers what is wrong, so that {@link #account()}
 * can say everything at once. What was not asked for is unknown, and refused. A parameter given
 * twice arrives with its values joined by a comma, which no rule accepts.
 *
 * <pre>{@code
 * Optional<VendorId> vendor = parameters.optional("vendorid", VendorId::of, VendorId.EXPECTED);
 * AccountId account = parameters.account(); // refuses the request if anything is wrong
 * }</pre>
 */
final class QueryParameters {

    private final Map<String, String> given;
    private final Set<String> known = new LinkedHashSet<>();
    private final Problems problems = new Problems();
    private final Optional<AccountId> account;

    /**
     * Decoded parameters. One without name and value is none: AWS does not document what a gateway
     * makes of {@code accountid=a1&}.
     */
    QueryParameters(Map<String, String> given) {
        this.given = new TreeMap<>(given);
        this.given.computeIfPresent("", (name, values) -> isEmpty(values) ? null : values);
        this.account = required("accountid", AccountId::of, AccountId.EXPECTED);
    }

    /** Several empty values are joined by commas. */
    private static boolean isEmpty(String values) {
        return values.chars().allMatch(c -> c == ',');
    }

    /**
     * A parameter that must be given.
     *
     * @param rule throws {@link IllegalArgumentException} for what it does not accept
     * @param expected what the rule accepts, in words
     * @return the value; nothing only if {@link #account()} will throw
     */
    <T> Optional<T> required(String name, Function<String, T> rule, String expected) {
        if (!given.containsKey(name)) {
            known.add(name);
            problems.add(name, expected, "nothing");
            return Optional.empty();
        }
        return optional(name, rule, expected);
    }

    /** A parameter that may be given; see {@link #required}. */
    <T> Optional<T> optional(String name, Function<String, T> rule, String expected) {
        known.add(name);
        String value = given.get(name);
        if (value == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(rule.apply(value));
        } catch (IllegalArgumentException e) {
            problems.add(name, expected, '"' + value + '"');
            return Optional.empty();
        }
    }

    /**
     * The account, which every query must name. To be called when everything was asked for.
     *
     * @throws RefusedException if anything is wrong with any parameter
     */
    AccountId account() {
        given.keySet().stream()
                .filter(name -> !known.contains(name))
                .forEach(
                        name ->
                                problems.add(
                                        name,
                                        "one of " + String.join(", ", known),
                                        "a parameter of this name"));
        if (!problems.isEmpty()) {
            throw new RefusedException(
                    ProblemDocument.invalid(
                            "invalid-query", "The query is invalid", problems.listed()));
        }
        return account.orElseThrow();
    }
}
