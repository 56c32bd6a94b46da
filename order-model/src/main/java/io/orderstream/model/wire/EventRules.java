package io.orderstream.model.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orderstream.model.AccountId;
import io.orderstream.model.EventId;
import io.orderstream.model.EventMember;
import io.orderstream.model.EventType;
import io.orderstream.model.IdempotencyKey;
import io.orderstream.model.IsoInstants;
import io.orderstream.model.OrderEvent;
import io.orderstream.model.OrderId;
import io.orderstream.model.VendorId;
import io.orderstream.model.json.Decimals;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The rules of an event, applied to one JSON value. All problems are reported together, up to a
 * limit. If the type is unknown, the rules that depend on the type are not checked. One rule is
 * checked only if there are no other problems: {@code eventid} must be the id that is derived from
 * the event. {@link CheckedObject} checks the members that events and orders have in common.
 */
final class EventRules {

    static final String ENVELOPE = "{\"event\": {…}}";

    private static final int MAX_VERSION_DIGITS = 9;

    private static final String EXPECTED_TYPE =
            EventType.all().stream()
                    .map(EventType::name)
                    .collect(Collectors.joining(", "))
                    .replaceFirst(", (\\w+)$", " or $1");
    private static final String EXPECTED_AMOUNT =
            "a decimal number above 0, at most 15 digits before and 9 after the point";
    private static final String EXPECTED_VERSION = "a whole number from 0 to 999999999";
    private static final String EXPECTED_TEXT =
            "text of 1 to " + EventMember.MAX_TEXT_BYTES + " bytes";

    private static final Set<String> COMMON_MEMBERS =
            Set.of(
                    OrderMembers.EVENT_ID,
                    OrderMembers.TYPE,
                    OrderMembers.ACCOUNT_ID,
                    OrderMembers.VENDOR_ID,
                    OrderMembers.ORDER_ID,
                    OrderMembers.EVENT_DATE,
                    OrderMembers.IDEMPOTENCY_KEY,
                    OrderMembers.IF_VERSION);

    private static final Map<EventType, Set<String>> MEMBERS = membersByType();

    /** The members that are accepted if the type is unknown: those of all types. */
    static final Set<String> MEMBERS_OF_ANY_TYPE = membersOf(EventType.all());

    private static final MemberPath PATH = MemberPath.ROOT.member(OrderMembers.EVENT);

    private final Problems problems = new Problems();

    private final Entry entry;

    private EventRules(Entry entry) {
        this.entry = entry;
    }

    /**
     * The event in this node: an object {@code {"event": {…}}}.
     *
     * @throws InvalidOrderException with every problem, up to {@link Problems#MOST}
     */
    static OrderEvent apply(JsonNode node, Entry entry) throws InvalidOrderException {
        return new EventRules(entry).envelope(node);
    }

    private OrderEvent envelope(JsonNode node) throws InvalidOrderException {
        if (!node.isObject() || !node.has(OrderMembers.EVENT)) {
            problems.add(MemberPath.ROOT, ENVELOPE, JsonDescription.describe(node));
            throw problems.asException();
        }
        new CheckedObject((ObjectNode) node, MemberPath.ROOT, entry, problems)
                .refuseOthers(Set.of(OrderMembers.EVENT), "");
        JsonNode event = node.get(OrderMembers.EVENT);
        if (!event.isObject()) {
            problems.add(PATH, "an event, as a JSON object", JsonDescription.describe(event));
            throw problems.asException();
        }
        return event((ObjectNode) event);
    }

    private OrderEvent event(ObjectNode node) throws InvalidOrderException {
        CheckedObject object = new CheckedObject(node, PATH, entry, problems);
        Optional<EventType> type =
                object.text(
                                OrderMembers.TYPE,
                                EXPECTED_TYPE,
                                name -> EventType.named(name).isPresent())
                        .flatMap(EventType::named);
        object.refuseOthers(type.map(MEMBERS::get).orElse(MEMBERS_OF_ANY_TYPE), "");
        Optional<String> account = object.identifier(OrderMembers.ACCOUNT_ID);
        Optional<String> vendor = object.identifier(OrderMembers.VENDOR_ID);
        Optional<OrderId> order = orderId(object);
        Optional<IdempotencyKey> key = object.idempotencyKey();
        Optional<Instant> date = object.date(OrderMembers.EVENT_DATE, key);
        Optional<BigDecimal> version =
                object.optionalNumber(
                        OrderMembers.IF_VERSION, EXPECTED_VERSION, EventRules::isVersion);
        Map<String, String> own = new HashMap<>();
        for (EventMember member : type.map(EventType::members).orElse(List.of())) {
            own(object, member).ifPresent(value -> own.put(member.name(), value));
        }
        if (entry.isPosted() && type.filter(EventType::isRepeatable).isPresent()) {
            refuseUnlessRetriesAreSafe(node, key);
        }
        Optional<String> claimed = claimedId(object);
        if (!problems.isEmpty()) {
            throw problems.asException();
        }

        EventId id =
                EventId.derive(
                        date.orElseThrow(),
                        CanonicalForm.of(
                                toCanonical(node, type.orElseThrow(), date.orElseThrow(), key)));
        if (claimed.isPresent() && !claimed.get().equals(id.value())) {
            problems.add(
                    PATH.member(OrderMembers.EVENT_ID),
                    "the id derived from the event, " + id + ", or none",
                    claimed.get());
            throw problems.asException();
        }
        return type.orElseThrow()
                .restore(
                        id,
                        AccountId.of(account.orElseThrow()),
                        VendorId.of(vendor.orElseThrow()),
                        order.orElseThrow(),
                        date.orElseThrow(),
                        key,
                        version.isPresent()
                                ? OptionalInt.of(version.get().intValueExact())
                                : OptionalInt.empty(),
                        own);
    }

    private static Map<EventType, Set<String>> membersByType() {
        Map<EventType, Set<String>> members = new HashMap<>();
        EventType.all().forEach(type -> members.put(type, membersOf(List.of(type))));
        return members;
    }

    /** The names of the common members, and of the members of these types. */
    static Set<String> membersOf(List<EventType> types) {
        Set<String> names = new HashSet<>(COMMON_MEMBERS);
        for (EventType type : types) {
            type.members().forEach(member -> names.add(member.name()));
        }
        return names;
    }

    /**
     * The order's id. The id contains the order's date, so the limit for dates of orders applies.
     */
    private Optional<OrderId> orderId(CheckedObject object) {
        Optional<OrderId> id =
                object.text(OrderMembers.ORDER_ID, OrderId.EXPECTED, OrderId::accepts)
                        .map(OrderId::of);
        if (id.isPresent() && entry.isTooEarlyFor(id.get().orderDateMillis())) {
            problems.add(
                    PATH.member(OrderMembers.ORDER_ID),
                    "the id of an order whose date is at most a day in the future",
                    id.get().value());
        }
        return id;
    }

    private Optional<String> own(CheckedObject object, EventMember member) {
        if (member.isAmount()) {
            return object.number(member.name(), EXPECTED_AMOUNT, EventRules::isAmount)
                    .map(BigDecimal::toPlainString);
        }
        Optional<String> text =
                object.optionalText(
                        member.name(),
                        EXPECTED_TEXT,
                        value -> !value.isEmpty() && !DetailsRule.hasLoneSurrogate(value));
        int bytes = text.map(value -> value.getBytes(StandardCharsets.UTF_8).length).orElse(0);
        if (bytes > EventMember.MAX_TEXT_BYTES) {
            problems.add(PATH.member(member.name()), EXPECTED_TEXT, bytes + " bytes");
        }
        return text;
    }

    /**
     * Refuses an event that has neither a key nor a date nor {@code ifversion}. A retry of the
     * request would be another event, and both could have an effect.
     */
    private void refuseUnlessRetriesAreSafe(ObjectNode node, Optional<IdempotencyKey> key) {
        if (key.isEmpty()
                && !node.has(OrderMembers.EVENT_DATE)
                && !node.has(OrderMembers.IF_VERSION)
                && !node.has(OrderMembers.IDEMPOTENCY_KEY)) {
            problems.add(
                    PATH,
                    "eventdate, ifversion or the header "
                            + IdempotencyKey.HEADER
                            + ", since a retry must not refund twice",
                    "none of them");
        }
    }

    private Optional<String> claimedId(CheckedObject object) {
        return object.optionalText(OrderMembers.EVENT_ID, EventId.EXPECTED, EventId::accepts);
    }

    /**
     * Changes this node: removes {@code eventid}, sets the date and the key in their canonical
     * form, and turns amounts and {@code ifversion} into JSON numbers. Texts stay as they were
     * sent.
     */
    private static ObjectNode toCanonical(
            ObjectNode node, EventType type, Instant date, Optional<IdempotencyKey> key) {
        node.remove(OrderMembers.EVENT_ID);
        node.put(OrderMembers.EVENT_DATE, IsoInstants.of(date));
        key.ifPresent(value -> node.put(OrderMembers.IDEMPOTENCY_KEY, value.value()));
        toNumber(node, OrderMembers.IF_VERSION);
        for (EventMember member : type.members()) {
            if (member.isAmount()) {
                toNumber(node, member.name());
            }
        }
        return node;
    }

    private static void toNumber(ObjectNode node, String name) {
        Decimals.read(node.path(name)).ifPresent(number -> node.put(name, number));
    }

    static boolean isAmount(BigDecimal value) {
        return value.signum() > 0 && OrderRules.isPrice(value);
    }

    static boolean isVersion(BigDecimal value) {
        return value.signum() >= 0 && Decimals.hasAtMost(MAX_VERSION_DIGITS, 0, value);
    }
}
