package io.orderstream.model.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orderstream.model.AccountId;
import io.orderstream.model.Details;
import io.orderstream.model.IdentifierRule;
import io.orderstream.model.IsoInstants;
import io.orderstream.model.Order;
import io.orderstream.model.OrderId;
import io.orderstream.model.VendorId;
import io.orderstream.model.json.Decimals;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The rules of an order, applied to one JSON object. All problems are reported together. */
final class OrderRules {

    private static final int MAX_PRICE_INTEGER_DIGITS = 15;
    private static final int MAX_PRICE_FRACTION_DIGITS = 9;
    private static final int MAX_QUANTITY_DIGITS = 12;

    // With these limits a total has at most 36 digits; a DynamoDB number holds 38.
    private static final String EXPECTED_PRICE =
            "a decimal number from 0, at most 15 digits before and 9 after the point";
    private static final String EXPECTED_QUANTITY = "a whole number from 1 to 999999999999";

    private static final Set<String> MEMBERS =
            Set.of(
                    OrderMembers.ORDER_ID,
                    OrderMembers.ACCOUNT_ID,
                    OrderMembers.VENDOR_ID,
                    OrderMembers.ORDER_DATE,
                    OrderMembers.DETAILS);

    private final Problems problems;

    private final Entry entry;

    private OrderRules(Entry entry, Problems problems) {
        this.problems = problems;
        this.entry = entry;
    }

    /**
     * The order in this node: a bare order, or one in an envelope {@code {"order": …}}.
     *
     * @param path the path of the node: {@link MemberPath#ROOT}, or a path such as {@code
     *     orders[3]}
     * @param mostProblems how many problems are listed at most
     * @throws InvalidOrderException with every problem, up to that number
     */
    static Order apply(JsonNode node, MemberPath path, Entry entry, int mostProblems)
            throws InvalidOrderException {
        OrderRules rule = new OrderRules(entry, new Problems(mostProblems));
        if (!node.isObject() || !node.has(OrderMembers.ORDER)) {
            return rule.order(node, path);
        }
        rule.refuseUnknown((ObjectNode) node, path, Set.of(OrderMembers.ORDER));
        return rule.order(node.get(OrderMembers.ORDER), path.member(OrderMembers.ORDER));
    }

    private Order order(JsonNode node, MemberPath path) throws InvalidOrderException {
        if (!node.isObject()) {
            problems.add(path, "an order, as a JSON object", JsonDescription.describe(node));
            throw problems.asException();
        }
        ObjectNode object = (ObjectNode) node;
        refuseUnknown(object, path, MEMBERS);
        Optional<String> account = identifier(object, path, OrderMembers.ACCOUNT_ID);
        Optional<String> vendor = identifier(object, path, OrderMembers.VENDOR_ID);
        Optional<Instant> orderDate = orderDate(object, path);

        Optional<BigDecimal> price = Optional.empty();
        Optional<BigDecimal> quantity = Optional.empty();
        String json = "";
        MemberPath detailsPath = path.member(OrderMembers.DETAILS);
        JsonNode details = object.path(OrderMembers.DETAILS);
        if (details.isObject()) {
            price =
                    number(
                            details,
                            detailsPath,
                            OrderMembers.UNIT_PRICE,
                            EXPECTED_PRICE,
                            OrderRules::isPrice);
            quantity =
                    number(
                            details,
                            detailsPath,
                            OrderMembers.QUANTITY,
                            EXPECTED_QUANTITY,
                            OrderRules::isQuantity);
            json = new DetailsRule(problems).check(detailsPath, (ObjectNode) details);
        } else {
            problems.add(detailsPath, "a JSON object", JsonDescription.describe(details));
        }
        if (!problems.isEmpty()) {
            claimedId(object, path);
            throw problems.asException();
        }

        AccountId accountId = AccountId.of(account.orElseThrow());
        VendorId vendorId = VendorId.of(vendor.orElseThrow());
        OrderId id =
                OrderId.derive(
                        orderDate.orElseThrow(),
                        CanonicalForm.of(
                                accountId,
                                vendorId,
                                IsoInstants.of(orderDate.orElseThrow()),
                                CanonicalForm.details(
                                        price.orElseThrow(),
                                        quantity.orElseThrow(),
                                        (ObjectNode) details)));
        JsonNode claimed = object.path(OrderMembers.ORDER_ID);
        if (!claimed.isMissingNode() && !id.value().equals(claimed.textValue())) {
            claimedId(object, path)
                    .ifPresent(
                            other ->
                                    problems.add(
                                            path.member(OrderMembers.ORDER_ID),
                                            "the id derived from the order, " + id + ", or none",
                                            other));
            throw problems.asException();
        }
        return Order.restore(
                id,
                accountId,
                vendorId,
                orderDate.orElseThrow(),
                price.orElseThrow(),
                quantity.orElseThrow().longValueExact(),
                Details.ofJson(json));
    }

    /**
     * The {@code orderid} that was sent, if it is a valid order id. Adds a problem if something
     * else was sent. Only called if the order is refused.
     */
    private Optional<String> claimedId(ObjectNode object, MemberPath path) {
        return text(object, path, OrderMembers.ORDER_ID, OrderId.EXPECTED, OrderId::accepts, true);
    }

    private void refuseUnknown(ObjectNode object, MemberPath path, Set<String> known) {
        for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                problems.add(
                        path.member(name),
                        "no member of this name"
                                + (known.equals(MEMBERS)
                                        ? "; members of your own go into details"
                                        : ""),
                        "one");
            }
        }
    }

    private Optional<String> identifier(ObjectNode object, MemberPath path, String name) {
        return text(object, path, name, IdentifierRule.EXPECTED, IdentifierRule::accepts, false);
    }

    private Optional<String> text(
            ObjectNode object,
            MemberPath path,
            String name,
            String expected,
            Predicate<String> accepts,
            boolean optional) {
        JsonNode node = object.path(name);
        if (node.isMissingNode() && optional) {
            return Optional.empty();
        }
        if (node.isTextual() && accepts.test(node.textValue())) {
            return Optional.of(node.textValue());
        }
        problems.add(path.member(name), expected, JsonDescription.describe(node));
        return Optional.empty();
    }

    private Optional<Instant> orderDate(ObjectNode object, MemberPath path) {
        JsonNode node = object.path(OrderMembers.ORDER_DATE);
        if (node.isMissingNode() && entry.stamp().isPresent()) {
            return entry.stamp();
        }
        Optional<Instant> date =
                node.isTextual() ? OrderDates.parse(node.textValue()) : Optional.empty();
        if (date.isEmpty()) {
            problems.add(
                    path.member(OrderMembers.ORDER_DATE),
                    OrderDates.EXPECTED,
                    JsonDescription.describe(node));
        } else if (entry.isTooEarlyFor(date.get())) {
            problems.add(
                    path.member(OrderMembers.ORDER_DATE),
                    "a date-time at most a day in the future",
                    JsonDescription.describe(node));
        }
        return date;
    }

    private Optional<BigDecimal> number(
            JsonNode details,
            MemberPath path,
            String name,
            String expected,
            Predicate<BigDecimal> accepts) {
        JsonNode node = details.path(name);
        Optional<BigDecimal> number = Decimals.read(node).filter(accepts);
        if (number.isEmpty()) {
            problems.add(path.member(name), expected, JsonDescription.describe(node));
        }
        return number;
    }

    static boolean isPrice(BigDecimal value) {
        return value.signum() >= 0
                && Decimals.hasAtMost(MAX_PRICE_INTEGER_DIGITS, MAX_PRICE_FRACTION_DIGITS, value);
    }

    static boolean isQuantity(BigDecimal value) {
        return value.signum() > 0 && Decimals.hasAtMost(MAX_QUANTITY_DIGITS, 0, value);
    }
}
