package io.orderstream.query;

import io.orderstream.lambda.http.ProblemDocument;
import io.orderstream.lambda.http.ProblemType;
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
 * Reads the parameters of a query string and collects problems, so that {@link #account()} can
 * report them together. A parameter that was not read before the call of {@link #account()} is
 * unknown, and is a problem. If a parameter is given twice, API Gateway joins its values with a
 * comma. No rule accepts a comma, so this is a problem, too.
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
     * @param given the parameters, decoded. A parameter whose name and value are both empty is
     *     ignored, because AWS does not document whether API Gateway sends one for {@code
     *     accountid=a1&}
     */
    QueryParameters(Map<String, String> given) {
        this.given = new TreeMap<>(given);
        this.given.computeIfPresent("", (name, values) -> isEmpty(values) ? null : values);
        this.account = required("accountid", AccountId::of, AccountId.EXPECTED);
    }

    private static boolean isEmpty(String values) {
        return values.chars().allMatch(c -> c == ',');
    }

    /**
     * A parameter that must be given. If it is missing or not accepted, this is a problem.
     *
     * @param rule makes the value; throws {@link IllegalArgumentException} for a text that it does
     *     not accept
     * @param expected what the rule accepts, in words
     * @return the value; empty if there is a problem
     */
    <T> Optional<T> required(String name, Function<String, T> rule, String expected) {
        if (!given.containsKey(name)) {
            known.add(name);
            problems.add(name, expected, "nothing");
            return Optional.empty();
        }
        return optional(name, rule, expected);
    }

    /** A parameter that may be missing. If it is given and not accepted, this is a problem. */
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
     * The account, which every query must name. Call this after reading all other parameters.
     *
     * @throws RefusedException if there is any problem; the answer lists the first 100 problems and
     *     says how many more there are
     */
    AccountId account() {
        given.keySet().stream()
                .filter(name -> !known.contains(name))
                .forEach(
                        name ->
                                problems.add(
                                        name,
                                        "one of " + String.join(", ", known),
                                        "an unknown parameter"));
        if (!problems.isEmpty()) {
            throw new RefusedException(
                    ProblemDocument.invalid(ProblemType.INVALID_QUERY, problems.listed()));
        }
        return account.orElseThrow();
    }
}
