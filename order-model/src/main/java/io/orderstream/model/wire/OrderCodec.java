package io.orderstream.model.wire;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import io.orderstream.model.IsoInstants;
import io.orderstream.model.Order;
import io.orderstream.model.json.Json;
import io.orderstream.model.json.Utf8;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Orders on the wire: what clients post, and the stream's records. UTF-8 JSON, {@code {"order":
 * {…}}}. A byte order mark before it is allowed.
 *
 * <pre>{@code
 * Order order = OrderCodec.parsePosted(body, Instant.now());
 * byte[] record = OrderCodec.formatRecord(order);
 * OrderCodec.parseRecord(record, receivedAt).equals(order); // true
 * }</pre>
 *
 * <p>Each method that parses returns valid orders, or throws {@link InvalidOrderException} with
 * everything that is wrong. No input makes it throw anything else.
 */
public final class OrderCodec {

    /**
     * The maximum number of orders in a batch. Kinesis takes as many records in one PutRecords
     * call.
     */
    public static final int MAX_BATCH = 500;

    /** How far an {@code orderdate} may lie after the time at which the order enters: a day. */
    public static final Duration MAX_AHEAD = Duration.ofDays(1);

    // An order that lacks all of its members has fewer problems.
    private static final int MIN_PROBLEMS_IN_BATCH = 8;
    private static final int MAX_PROBLEMS_OF_BATCH = 2000;

    /** The mark of UTF-8. Some editors and libraries write it. It is not part of the JSON. */
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private static final Pattern PARSER_ADVICE =
            Pattern.compile("(?s)(?:: enable `|: was expecting | ?[(,]? ?from `|\\n).*");

    private OrderCodec() {}

    /**
     * The order in a stream record: {@code {"order": {…}}} or the bare order. {@code orderdate} is
     * required and may lie at most {@link #MAX_AHEAD} after the arrival. {@code orderid} is
     * optional, and is checked if it is there.
     *
     * @param receivedAt when the record arrived on the stream
     * @throws InvalidOrderException if the bytes are not a valid order
     */
    public static Order parseRecord(byte[] data, Instant receivedAt) throws InvalidOrderException {
        return parse(data, Entry.arrived(receivedAt));
    }

    /**
     * The order that a client posted. The rules are the same as for {@link #parseRecord}, but an
     * order without an {@code orderdate} gets the given time as its date.
     *
     * @param stamp the current time, by the clock of the function that accepts the order
     * @throws InvalidOrderException if the bytes are not a valid order
     */
    public static Order parsePosted(byte[] body, Instant stamp) throws InvalidOrderException {
        return parse(body, Entry.posted(stamp));
    }

    private static Order parse(byte[] data, Entry entry) throws InvalidOrderException {
        // Input with a byte order mark is left to OrderRules.
        Optional<Order> usual =
                data.length > 0
                                && !looksLikeUtf16Or32(data)
                                && data[0] != BYTE_ORDER_MARK[0]
                                && Utf8.isWellFormed(data)
                        ? FastOrderReader.read(data, entry)
                        : Optional.empty();
        return usual.isPresent() ? usual.get() : parseByTheRules(data, entry);
    }

    /** The same without {@link FastOrderReader}. The result must be the same. */
    static Order parseByTheRules(byte[] data, Entry entry) throws InvalidOrderException {
        return OrderRules.apply(tree(data), MemberPath.ROOT, entry, Problems.MOST);
    }

    /**
     * The orders that a client posted as {@code {"orders": [{…}, …]}}, 1 to {@value #MAX_BATCH} of
     * them. Each has its own outcome, and the outcomes are in the order in which the orders were
     * sent. Orders without {@code orderdate} get dates that are a microsecond apart, so two orders
     * that are otherwise equal are two orders.
     *
     * @throws InvalidOrderException if the bytes are not such a batch. An invalid order in a batch
     *     is an outcome and not an exception.
     */
    public static List<ParsedOrder> parsePostedBatch(byte[] body, Instant stamp)
            throws InvalidOrderException {
        JsonNode tree = tree(body);
        Problems problems = new Problems(Problems.MOST);
        if (!tree.isObject()) {
            problems.add(MemberPath.ROOT, "{\"orders\": [...]}", JsonDescription.describe(tree));
            throw problems.asException();
        }
        tree.fieldNames()
                .forEachRemaining(
                        name -> {
                            if (!name.equals(OrderMembers.ORDERS)) {
                                problems.add(
                                        MemberPath.ROOT.member(name),
                                        "no member of this name",
                                        "one");
                            }
                        });
        JsonNode orders = tree.path(OrderMembers.ORDERS);
        if (!orders.isArray() || orders.isEmpty() || orders.size() > MAX_BATCH) {
            problems.add(
                    MemberPath.ROOT.member(OrderMembers.ORDERS),
                    "an array of 1 to " + MAX_BATCH + " orders",
                    orders.isArray()
                            ? orders.size() + " orders"
                            : JsonDescription.describe(orders));
        }
        if (!problems.isEmpty()) {
            throw problems.asException();
        }
        // The limit is shared among the orders, so that the answer to a hostile batch does not
        // exceed the largest response of a function.
        int mostProblems = Math.max(MIN_PROBLEMS_IN_BATCH, MAX_PROBLEMS_OF_BATCH / orders.size());
        List<ParsedOrder> parsed = new ArrayList<>(orders.size());
        for (int i = 0; i < orders.size(); i++) {
            MemberPath path = MemberPath.ROOT.member(OrderMembers.ORDERS).element(i);
            try {
                parsed.add(
                        ParsedOrder.of(
                                OrderRules.apply(
                                        orders.get(i),
                                        path,
                                        Entry.posted(stamp.plus(i, ChronoUnit.MICROS)),
                                        Math.min(mostProblems, Problems.MOST))));
            } catch (InvalidOrderException e) {
                parsed.add(ParsedOrder.refused(e.problems()));
            }
        }
        return List.copyOf(parsed);
    }

    /** The stream record of an order: {@code {"order": {…}}} with its {@code orderid}, UTF-8. */
    public static byte[] formatRecord(Order order) {
        StringBuilder json = new StringBuilder(256 + order.details().json().length());
        // Ids and dates have no characters that need escaping.
        json.append("{\"order\":{\"orderid\":\"")
                .append(order.id())
                .append("\",\"accountid\":\"")
                .append(order.account())
                .append("\",\"vendorid\":\"")
                .append(order.vendor())
                .append("\",\"orderdate\":\"")
                .append(IsoInstants.of(order.orderDate()))
                .append("\",\"details\":")
                .append(order.details().json())
                .append("}}");
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static JsonNode tree(byte[] bytes) throws InvalidOrderException {
        byte[] data =
                startsWithByteOrderMark(bytes)
                        ? Arrays.copyOfRange(bytes, BYTE_ORDER_MARK.length, bytes.length)
                        : bytes;
        if (data.length == 0) {
            throw malformed("nothing: the body is empty");
        }
        if (looksLikeUtf16Or32(data)) {
            throw malformed("another encoding than UTF-8");
        }
        if (startsWithByteOrderMark(data)) {
            // Jackson would skip the second byte order mark.
            throw malformed("two byte order marks");
        }
        refuseWhatIsNotUtf8(bytes);
        try {
            JsonNode tree = Json.read(data);
            if (tree.isMissingNode()) {
                throw malformed("nothing: the body is blank");
            }
            return tree;
        } catch (StreamConstraintsException e) {
            throw ParserLimits.brokenBy(data)
                    .map(problem -> new InvalidOrderException(List.of(problem)))
                    .orElseGet(() -> malformed(reason(e.getOriginalMessage())));
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            throw malformed(
                    (at == null
                                    ? ""
                                    : "at line "
                                            + at.getLineNr()
                                            + ", column "
                                            + at.getColumnNr()
                                            + ": ")
                            + reason(e.getOriginalMessage()));
        } catch (NumberFormatException e) {
            // Jackson throws this for an exponent that is out of the range of BigDecimal.
            throw malformed("a number whose exponent is out of range");
        } catch (IOException e) {
            if (e instanceof CharConversionException) {
                throw malformed(reason(String.valueOf(e.getMessage())));
            }
            throw new UncheckedIOException("Reading from memory cannot fail", e);
        }
    }

    /**
     * Whether Jackson would take these bytes for UTF-16 or UTF-32. The wire format is only UTF-8.
     */
    private static boolean looksLikeUtf16Or32(byte[] data) {
        for (int i = 0; i < Math.min(4, data.length); i++) {
            if (data[i] == 0) {
                return true;
            }
        }
        int first = data[0] & 0xff;
        return first == 0xfe || first == 0xff;
    }

    private static boolean startsWithByteOrderMark(byte[] data) {
        return Arrays.mismatch(data, BYTE_ORDER_MARK) == BYTE_ORDER_MARK.length
                || Arrays.equals(data, BYTE_ORDER_MARK);
    }

    /**
     * Checks the encoding before Jackson parses, for two reasons.
     *
     * <p>Jackson decodes overlong forms. Then two sequences of bytes would be the same text, and a
     * filter that searches the bytes would miss one of them (RFC 3629, section 10).
     *
     * <p>Jackson may also take a name with a byte 0xff for a name without it that it has read
     * before. Then the result for a record would depend on the records before it.
     */
    private static void refuseWhatIsNotUtf8(byte[] data) throws InvalidOrderException {
        if (Utf8.isWellFormed(data)) {
            return;
        }
        ByteBuffer bytes = ByteBuffer.wrap(data);
        try {
            StandardCharsets.UTF_8.newDecoder().decode(bytes);
        } catch (CharacterCodingException e) {
            throw malformed("invalid UTF-8 at byte " + (bytes.position() + 1));
        }
    }

    private static InvalidOrderException malformed(String found) {
        return new InvalidOrderException(
                List.of(new Problem(Problem.ROOT, "one JSON object in UTF-8", found)));
    }

    /** Jackson's message without its advice on how to set up the parser. */
    private static String reason(String message) {
        return PARSER_ADVICE.matcher(message).replaceFirst("");
    }
}
