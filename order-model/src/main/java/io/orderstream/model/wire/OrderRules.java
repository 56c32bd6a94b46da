package io.orderstream.model.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orderstream.model.AccountId;
import io.orderstream.model.Details;
import io.orderstream.model.IdempotencyKey;
import io.orderstream.model.IsoInstants;
import io.orderstream.model.Order;
import io.orderstream.model.OrderId;
import io.orderstream.model.VendorId;
import io.orderstream.model.json.Decimals;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * The rules of an order, applied to one JSON object. All problems are reported together, up to a
 * limit. One rule is checked only if there are no other problems: {@code orderid} must be the id
 * that is derived from the order.
 */
final class OrderRules {

    // With these limits, a total has at most 15 + 9 + 12 = 36 digits. DynamoDB stores up to 38.
    private static final int MAX_PRICE_INTEGER_DIGITS = 15;
    private static final int MAX_PRICE_FRACTION_DIGITS = 9;
    private static final int MAX_QUANTITY_DIGITS = 12;

    private static final String EXPECTED_PRICE =
            "a decimal number from 0, at most 15 digits before and 9 after the point";
    private static final String EXPECTED_QUANTITY = "a whole number from 1 to 999999999999";

    static final Set<String> MEMBERS =
            Set.of(
                    OrderMembers.ORDER_ID,
                    OrderMembers.ACCOUNT_ID,
                    OrderMembers.VENDOR_ID,
                    OrderMembers.ORDER_DATE,
                    OrderMembers.IDEMPOTENCY_KEY,
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
        rule.checked(node, path).refuseOthers(Set.of(OrderMembers.ORDER), "");
        return rule.order(node.get(OrderMembers.ORDER), path.member(OrderMembers.ORDER));
    }

    private CheckedObject checked(JsonNode object, MemberPath path) {
        return new CheckedObject((ObjectNode) object, path, entry, problems);
    }

    private Order order(JsonNode node, MemberPath path) throws InvalidOrderException {
        if (!node.isObject()) {
            problems.add(path, "an order, as a JSON object", JsonDescription.describe(node));
            throw problems.asException();
        }
        CheckedObject object = checked(node, path);
        object.refuseOthers(MEMBERS, "; members of your own go into details");
        Optional<String> account = object.identifier(OrderMembers.ACCOUNT_ID);
        Optional<String> vendor = object.identifier(OrderMembers.VENDOR_ID);
        Optional<IdempotencyKey> key = object.idempotencyKey();
        Optional<Instant> orderDate = object.date(OrderMembers.ORDER_DATE, key);

        Optional<BigDecimal> price = Optional.empty();
        Optional<BigDecimal> quantity = Optional.empty();
        String json = "";
        MemberPath detailsPath = path.member(OrderMembers.DETAILS);
        JsonNode details = node.path(OrderMembers.DETAILS);
        if (details.isObject()) {
            CheckedObject numbers = checked(details, detailsPath);
            price = numbers.number(OrderMembers.UNIT_PRICE, EXPECTED_PRICE, OrderRules::isPrice);
            quantity =
                    numbers.number(
                            OrderMembers.QUANTITY, EXPECTED_QUANTITY, OrderRules::isQuantity);
            json = new DetailsRule(problems).check(detailsPath, (ObjectNode) details);
        } else {
            problems.add(detailsPath, "a JSON object", JsonDescription.describe(details));
        }
        if (!problems.isEmpty()) {
            claimedId(object);
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
                                key,
                                CanonicalForm.details(
                                        price.orElseThrow(),
                                        quantity.orElseThrow(),
                                        (ObjectNode) details)));
        JsonNode claimed = node.path(OrderMembers.ORDER_ID);
        if (!claimed.isMissingNode() && !id.value().equals(claimed.textValue())) {
            claimedId(object)
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
                key,
                price.orElseThrow(),
                quantity.orElseThrow().longValueExact(),
                Details.ofJson(json));
    }

    /**
     * The {@code orderid} that was sent, if it is a valid order id. Adds a problem if something
     * else was sent. Only called if the order is refused.
     */
    private static Optional<String> claimedId(CheckedObject object) {
        return object.optionalText(OrderMembers.ORDER_ID, OrderId.EXPECTED, OrderId::accepts);
    }

    static boolean isPrice(BigDecimal value) {
        return value.signum() >= 0
                && Decimals.hasAtMost(MAX_PRICE_INTEGER_DIGITS, MAX_PRICE_FRACTION_DIGITS, value);
    }

    static boolean isQuantity(BigDecimal value) {
        return value.signum() > 0 && Decimals.hasAtMost(MAX_QUANTITY_DIGITS, 0, value);
    }
}
