package io.orderstream.model.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orderstream.model.IdempotencyKey;
import io.orderstream.model.IdentifierRule;
import io.orderstream.model.json.Decimals;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A JSON object whose members are checked one by one. A method that returns a member's value adds a
 * problem if the member breaks its rule. After a problem, the caller must not use the value, even
 * if it is not empty.
 */
final class CheckedObject {

    private final ObjectNode object;
    private final MemberPath path;
    private final Entry entry;
    private final Problems problems;

    CheckedObject(ObjectNode object, MemberPath path, Entry entry, Problems problems) {
        this.object = object;
        this.path = path;
        this.entry = entry;
        this.problems = problems;
    }

    /**
     * Adds a problem for each member whose name is not known.
     *
     * @param advice appended to what was expected; may be empty
     */
    void refuseOthers(Set<String> known, String advice) {
        for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                problems.add(path.member(name), "no member of this name" + advice, "one");
            }
        }
    }

    /** The id of an account or vendor. */
    Optional<String> identifier(String name) {
        return text(name, IdentifierRule.EXPECTED, IdentifierRule::accepts);
    }

    /** A required text. */
    Optional<String> text(String name, String expected, Predicate<String> accepts) {
        JsonNode node = object.path(name);
        if (node.isTextual() && accepts.test(node.textValue())) {
            return Optional.of(node.textValue());
        }
        problems.add(path.member(name), expected, JsonDescription.describe(node));
        return Optional.empty();
    }

    /** An optional text. */
    Optional<String> optionalText(String name, String expected, Predicate<String> accepts) {
        return object.has(name) ? text(name, expected, accepts) : Optional.empty();
    }

    /** A required number, as a JSON number or in a string. */
    Optional<BigDecimal> number(String name, String expected, Predicate<BigDecimal> accepts) {
        JsonNode node = object.path(name);
        Optional<BigDecimal> number = Decimals.read(node).filter(accepts);
        if (number.isEmpty()) {
            problems.add(path.member(name), expected, JsonDescription.describe(node));
        }
        return number;
    }

    /** An optional number, as a JSON number or in a string. */
    Optional<BigDecimal> optionalNumber(
            String name, String expected, Predicate<BigDecimal> accepts) {
        return object.has(name) ? number(name, expected, accepts) : Optional.empty();
    }

    /**
     * The date in the object. If the object has none, the result is {@link Entry#stamp}. If that is
     * empty, too, the missing date is a problem.
     *
     * @param key the key of the order or event
     */
    Optional<Instant> date(String name, Optional<IdempotencyKey> key) {
        JsonNode node = object.path(name);
        Optional<Instant> stamp = entry.stamp(key);
        if (node.isMissingNode() && stamp.isPresent()) {
            return stamp;
        }
        Optional<Instant> date =
                node.isTextual() ? OrderDateRule.parse(node.textValue()) : Optional.empty();
        if (date.isEmpty()) {
            problems.add(path.member(name), OrderDateRule.EXPECTED, JsonDescription.describe(node));
        } else if (entry.isTooEarlyFor(date.get())) {
            problems.add(
                    path.member(name),
                    "a date-time at most a day in the future",
                    JsonDescription.describe(node));
        }
        return date;
    }

    /**
     * The key in the object or in the request's header. If both have a key, the keys must be equal.
     */
    Optional<IdempotencyKey> idempotencyKey() {
        JsonNode node = object.path(OrderMembers.IDEMPOTENCY_KEY);
        if (node.isMissingNode()) {
            return entry.header();
        }
        Optional<IdempotencyKey> key =
                node.isTextual() ? IdempotencyKey.parse(node.textValue()) : Optional.empty();
        String expected = "";
        if (key.isEmpty()) {
            expected = IdempotencyKey.EXPECTED;
        } else if (entry.isTooEarlyFor(key.get().time())) {
            expected = Entry.KEY_AT_MOST_A_DAY_AHEAD;
        } else if (entry.header().isPresent() && !entry.header().equals(key)) {
            expected = "the same key as in the header " + IdempotencyKey.HEADER + ", or none";
        }
        if (!expected.isEmpty()) {
            problems.add(
                    path.member(OrderMembers.IDEMPOTENCY_KEY),
                    expected,
                    JsonDescription.describe(node));
        }
        return key;
    }
}
