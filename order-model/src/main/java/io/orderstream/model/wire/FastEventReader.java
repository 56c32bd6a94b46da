package io.orderstream.model.wire;

import static java.util.function.Predicate.not;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.orderstream.model.AccountId;
import io.orderstream.model.EventId;
import io.orderstream.model.EventMember;
import io.orderstream.model.EventType;
import io.orderstream.model.IdempotencyKey;
import io.orderstream.model.IdentifierRule;
import io.orderstream.model.IsoInstants;
import io.orderstream.model.OrderEvent;
import io.orderstream.model.OrderId;
import io.orderstream.model.VendorId;
import io.orderstream.model.json.Decimals;
import io.orderstream.model.json.Json;
import io.orderstream.model.json.TokenFactory;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Reads the records of most events in one pass over the tokens, without a tree.
 *
 * <p>This reader returns an event only for valid input in the form that the API writes: each value
 * is a text, and {@code ifversion} may also be a whole number. {@link RecordCodec} parses all other
 * input again, as a tree for {@link EventRules}. This reader never accepts input that {@link
 * EventRules} refuses. If it returns an event, {@link EventRules} returns an equal event for the
 * same input.
 */
final class FastEventReader {

    private static final int USUAL_SIZE = 384;

    /** For each type, the members that the canonical form of its events may have, sorted. */
    private static final Map<EventType, List<String>> MEMBERS =
            EventType.all().stream()
                    .collect(
                            Collectors.toMap(
                                    type -> type,
                                    type ->
                                            EventRules.membersOf(List.of(type)).stream()
                                                    .filter(not(OrderMembers.EVENT_ID::equals))
                                                    .sorted()
                                                    .collect(Collectors.toList())));

    private final EventType type;

    /**
     * The members as they were sent. Date and key get their canonical spelling before the event's
     * id is derived.
     */
    private final Map<String, String> sent;

    /** The values of the sent members that are numbers. */
    private final Map<String, BigDecimal> numbers = new HashMap<>();

    private FastEventReader(EventType type, Map<String, String> sent) {
        this.type = type;
        this.sent = sent;
    }

    /**
     * The event in these bytes. Empty if {@link EventRules} has to read them.
     *
     * @param entry an arrival on the stream; this reader does not add a missing date
     */
    static Optional<OrderEvent> read(byte[] data, Entry entry) {
        return read(Json.TOKENS, data, entry);
    }

    /**
     * Like {@link #read(byte[], Entry)}, with a parser of the given factory. The result does not
     * depend on the member names that the factory's parsers have read before.
     */
    static Optional<OrderEvent> read(TokenFactory tokens, byte[] data, Entry entry) {
        if (!JsonInput.isPlainUtf8(data)) {
            return Optional.empty();
        }
        try (JsonParser parser = tokens.createParser(data)) {
            if (parser.nextToken() != JsonToken.START_OBJECT
                    || !OrderMembers.EVENT.equals(parser.nextFieldName())
                    || parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            Map<String, String> sent = members(parser);
            if (sent.isEmpty()
                    || parser.nextToken() != JsonToken.END_OBJECT
                    || parser.nextToken() != null) {
                return Optional.empty();
            }
            return EventType.named(sent.getOrDefault(OrderMembers.TYPE, ""))
                    .flatMap(type -> new FastEventReader(type, sent).event(entry));
        } catch (IOException e) {
            // RecordCodec parses the input again, as a tree. Then the event is accepted, or its
            // problems are reported.
            return Optional.empty();
        }
    }

    /** Reads to the end of the object. Empty if {@link EventRules} has to read the event. */
    private static Map<String, String> members(JsonParser parser) throws IOException {
        Map<String, String> sent = new HashMap<>();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken value = parser.nextToken();
            boolean readable =
                    value == JsonToken.VALUE_STRING
                            || (value == JsonToken.VALUE_NUMBER_INT
                                    && name.equals(OrderMembers.IF_VERSION));
            // Reading ends at the first unknown name. So few names get into the table of names that
            // the parsers of TokenFactory share.
            if (!readable
                    || !EventRules.MEMBERS_OF_ANY_TYPE.contains(name)
                    || sent.put(name, parser.getText()) != null) {
                return Map.of();
            }
        }
        return sent;
    }

    private Optional<OrderEvent> event(Entry entry) {
        String account = sent.getOrDefault(OrderMembers.ACCOUNT_ID, "");
        String vendor = sent.getOrDefault(OrderMembers.VENDOR_ID, "");
        String order = sent.getOrDefault(OrderMembers.ORDER_ID, "");
        String date = sent.getOrDefault(OrderMembers.EVENT_DATE, "");
        String sentKey = sent.get(OrderMembers.IDEMPOTENCY_KEY);
        if (!IdentifierRule.accepts(account)
                || !IdentifierRule.accepts(vendor)
                || !OrderId.accepts(order)) {
            return Optional.empty();
        }
        OrderId orderId = OrderId.of(order);
        Optional<Instant> eventDate = OrderDateRule.parse(date);
        Optional<IdempotencyKey> key = Optional.ofNullable(sentKey).flatMap(IdempotencyKey::parse);
        Optional<Map<String, String>> own = own();
        if (eventDate.isEmpty()
                || own.isEmpty()
                || !hasValidVersion()
                || (sentKey != null && key.isEmpty())
                || entry.isTooEarlyFor(orderId.orderDateMillis())
                || entry.isTooEarlyFor(eventDate.get())
                || key.filter(given -> entry.isTooEarlyFor(given.time())).isPresent()) {
            return Optional.empty();
        }
        sent.put(OrderMembers.EVENT_DATE, IsoInstants.of(eventDate.get(), date));
        key.ifPresent(parsed -> sent.put(OrderMembers.IDEMPOTENCY_KEY, parsed.value()));
        String sentId = sent.remove(OrderMembers.EVENT_ID);
        Optional<CanonicalJson> canonical = canonical();
        if (canonical.isEmpty()) {
            return Optional.empty();
        }
        EventId id = EventId.derive(eventDate.get(), canonical.get().bytes());
        if (sentId != null && !sentId.equals(id.value())) {
            return Optional.empty();
        }
        BigDecimal version = numbers.get(OrderMembers.IF_VERSION);
        return Optional.of(
                type.restore(
                        id,
                        AccountId.ofAccepted(account),
                        VendorId.ofAccepted(vendor),
                        orderId,
                        eventDate.get(),
                        key,
                        version == null
                                ? OptionalInt.empty()
                                : OptionalInt.of(version.intValueExact()),
                        own.get()));
    }

    /** The values of the type's own members. Empty if {@link EventRules} has to check them. */
    private Optional<Map<String, String>> own() {
        Map<String, String> own = new HashMap<>();
        for (EventMember member : type.members()) {
            String text = sent.get(member.name());
            if (text == null && !member.isRequired()) {
                continue;
            }
            if (text == null
                    || !(member.isAmount()
                            ? isNumber(member.name(), text, EventRules::isAmount)
                            : isShortText(text))) {
                return Optional.empty();
            }
            own.put(
                    member.name(),
                    member.isAmount() ? numbers.get(member.name()).toPlainString() : text);
        }
        return Optional.of(own);
    }

    private boolean hasValidVersion() {
        String text = sent.get(OrderMembers.IF_VERSION);
        return text == null || isNumber(OrderMembers.IF_VERSION, text, EventRules::isVersion);
    }

    private boolean isNumber(String name, String text, Predicate<BigDecimal> accepts) {
        Optional<BigDecimal> number = Decimals.read(text).filter(accepts);
        number.ifPresent(value -> numbers.put(name, value));
        return number.isPresent();
    }

    /**
     * Whether a text is valid and surely short enough: a char takes at most three bytes in UTF-8.
     * All other texts are left to {@link EventRules}.
     */
    private static boolean isShortText(String text) {
        return !text.isEmpty()
                && text.length() <= EventMember.MAX_TEXT_BYTES / 3
                && !DetailsRule.hasLoneSurrogate(text);
    }

    /** The canonical form. Empty if there is a member that the type does not have. */
    private Optional<CanonicalJson> canonical() {
        CanonicalJson json = new CanonicalJson(USUAL_SIZE);
        json.ascii("{\"event\":");
        char separator = '{';
        int written = 0;
        for (String name : MEMBERS.get(type)) {
            String text = sent.get(name);
            if (text != null) {
                json.put(separator);
                json.name(name);
                BigDecimal number = numbers.get(name);
                if (number == null) {
                    json.text(text);
                } else {
                    json.number(number, text);
                }
                separator = ',';
                written++;
            }
        }
        json.ascii("}}");
        return written == sent.size() ? Optional.of(json) : Optional.empty();
    }
}
