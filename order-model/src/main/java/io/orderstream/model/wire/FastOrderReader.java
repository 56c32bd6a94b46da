package io.orderstream.model.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.orderstream.model.AccountId;
import io.orderstream.model.Details;
import io.orderstream.model.IdempotencyKey;
import io.orderstream.model.IdentifierRule;
import io.orderstream.model.IsoInstants;
import io.orderstream.model.Order;
import io.orderstream.model.OrderId;
import io.orderstream.model.VendorId;
import io.orderstream.model.json.Decimals;
import io.orderstream.model.json.Json;
import io.orderstream.model.json.JsonBytes;
import io.orderstream.model.json.TokenFactory;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads an order in one pass over its JSON tokens and builds no tree. While it reads the details,
 * it checks them and writes them in two forms: compact JSON and the canonical form.
 *
 * <p>This reader returns an order only for valid input in the form {@code {"order": {…}}}, which
 * most records and posted orders have. {@link OrderCodec} and {@link RecordCodec} parse all other
 * input again, as a tree for {@link OrderRules}. This reader never accepts input that {@link
 * OrderRules} refuses. If it returns an order, {@link OrderRules} returns an equal order for the
 * same input.
 */
final class FastOrderReader {

    /**
     * The maximum number of members of one object. {@link #sort} is an insertion sort, which is too
     * slow for more members. {@link OrderRules} has no such limit.
     */
    private static final int MAX_MEMBERS = 32;

    private static final int INITIAL_CAPACITY = 8;

    private final JsonParser parser;
    private final Entry entry;
    private final JsonBytes json;
    private final CanonicalJson canonical;

    private Optional<BigDecimal> price = Optional.empty();
    private Optional<BigDecimal> quantity = Optional.empty();

    private FastOrderReader(JsonParser parser, Entry entry, int size) {
        this.parser = parser;
        this.entry = entry;
        this.json = new JsonBytes(size);
        this.canonical = new CanonicalJson(size);
    }

    /**
     * The order in these bytes, which must be UTF-8. Empty if {@link OrderRules} has to read them.
     */
    static Optional<Order> read(byte[] data, Entry entry) {
        return read(Json.TOKENS, data, entry);
    }

    /**
     * Like {@link #read(byte[], Entry)}, with a parser of the given factory. The result does not
     * depend on the member names that the factory's parsers have read before.
     */
    static Optional<Order> read(TokenFactory tokens, byte[] data, Entry entry) {
        try (JsonParser parser = tokens.createParser(data)) {
            return new FastOrderReader(parser, entry, data.length).record();
        } catch (IOException | NumberFormatException e) {
            // OrderCodec or RecordCodec parses the input again, as a tree. Then the order is
            // accepted, or its problems are reported.
            return Optional.empty();
        }
    }

    private Optional<Order> record() throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT
                || !OrderMembers.ORDER.equals(parser.nextFieldName())
                || parser.nextToken() != JsonToken.START_OBJECT) {
            return Optional.empty();
        }
        Optional<Order> order = order();
        return order.isPresent()
                        && parser.nextToken() == JsonToken.END_OBJECT
                        && parser.nextToken() == null
                ? order
                : Optional.empty();
    }

    private Optional<Order> order() throws IOException {
        String sentId = null;
        String account = null;
        String vendor = null;
        String date = null;
        String key = null;
        boolean details = false;
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken value = parser.nextToken();
            boolean readable;
            switch (name) {
                case OrderMembers.ORDER_ID:
                    readable = sentId == null && value == JsonToken.VALUE_STRING;
                    sentId = parser.getText();
                    break;
                case OrderMembers.ACCOUNT_ID:
                    readable = account == null && value == JsonToken.VALUE_STRING;
                    account = parser.getText();
                    break;
                case OrderMembers.VENDOR_ID:
                    readable = vendor == null && value == JsonToken.VALUE_STRING;
                    vendor = parser.getText();
                    break;
                case OrderMembers.ORDER_DATE:
                    readable = date == null && value == JsonToken.VALUE_STRING;
                    date = parser.getText();
                    break;
                case OrderMembers.IDEMPOTENCY_KEY:
                    readable = key == null && value == JsonToken.VALUE_STRING;
                    key = parser.getText();
                    break;
                case OrderMembers.DETAILS:
                    readable = !details && value == JsonToken.START_OBJECT && object(1);
                    details = true;
                    break;
                default:
                    readable = false;
                    break;
            }
            if (!readable) {
                return Optional.empty();
            }
        }
        return account == null || vendor == null || !details
                ? Optional.empty()
                : order(sentId, account, vendor, date, key);
    }

    private Optional<Order> order(
            String sentId, String account, String vendor, String date, String sentKey) {
        Optional<IdempotencyKey> key =
                sentKey == null ? entry.header() : IdempotencyKey.parse(sentKey);
        if (sentKey != null && !isAllowed(key)) {
            return Optional.empty();
        }
        Optional<Instant> orderDate = date == null ? entry.stamp(key) : OrderDateRule.parse(date);
        if (orderDate.isEmpty()
                || entry.isTooEarlyFor(orderDate.get())
                || !IdentifierRule.accepts(account)
                || !IdentifierRule.accepts(vendor)
                || price.filter(OrderRules::isPrice).isEmpty()
                || quantity.filter(OrderRules::isQuantity).isEmpty()
                || json.size() > Details.MAX_BYTES) {
            return Optional.empty();
        }
        AccountId accountId = AccountId.ofAccepted(account);
        VendorId vendorId = VendorId.ofAccepted(vendor);
        String utc =
                date == null
                        ? IsoInstants.of(orderDate.get())
                        : IsoInstants.of(orderDate.get(), date);
        OrderId id =
                OrderId.derive(
                        orderDate.get(),
                        CanonicalForm.of(accountId, vendorId, utc, key, canonical));
        if (sentId != null && !sentId.equals(id.value())) {
            return Optional.empty();
        }
        return Optional.of(
                Order.restore(
                        id,
                        accountId,
                        vendorId,
                        orderDate.get(),
                        key,
                        price.get(),
                        quantity.get().longValueExact(),
                        Details.ofJson(json.toString())));
    }

    private boolean isAllowed(Optional<IdempotencyKey> sent) {
        return sent.isPresent()
                && !entry.isTooEarlyFor(sent.get().time())
                && (entry.header().isEmpty() || entry.header().equals(sent));
    }

    /** Reads to the end of the object. False if {@link OrderRules} has to read the order. */
    private boolean object(int depth) throws IOException {
        if (depth > Details.MAX_DEPTH) {
            return false;
        }
        json.append('{');
        canonical.put('{');
        String[] names = new String[INITIAL_CAPACITY];
        int[] starts = new int[INITIAL_CAPACITY];
        int count = 0;
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            if (count == MAX_MEMBERS || name.isEmpty() || json.size() > Details.MAX_BYTES) {
                return false;
            }
            if (count == names.length) {
                names = Arrays.copyOf(names, 2 * count);
                starts = Arrays.copyOf(starts, 2 * count);
            }
            if (count > 0) {
                json.append(',');
                canonical.put(',');
            }
            names[count] = name;
            starts[count] = canonical.position();
            count++;
            if (!member(name, depth)) {
                return false;
            }
        }
        json.append('}');
        boolean sorted = sort(count, names, starts);
        canonical.put('}');
        return sorted;
    }

    private boolean member(String name, int depth) throws IOException {
        int start = canonical.position();
        if (canonical.name(name)) {
            canonical.copyTo(json, start);
        } else if (DetailsRule.hasLoneSurrogate(name)) {
            return false;
        } else {
            json.appendText(name);
            json.append(':');
        }
        JsonToken token = parser.nextToken();
        if (depth > 1) {
            return value(token, depth);
        }
        // Price and quantity are numbers in the canonical form even if they were sent as text.
        switch (name) {
            case OrderMembers.UNIT_PRICE:
                price = priceOrQuantity(token);
                return price.isPresent();
            case OrderMembers.QUANTITY:
                quantity = priceOrQuantity(token);
                return quantity.isPresent();
            default:
                return value(token, depth);
        }
    }

    private Optional<BigDecimal> priceOrQuantity(JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_STRING) {
            String text = parser.getText();
            Optional<BigDecimal> number = Decimals.read(text).filter(DetailsRule::fits);
            if (number.isPresent()) {
                canonical.number(number.get(), text);
                // A text that is a number needs no escaping.
                json.append('"');
                json.appendAscii(text);
                json.append('"');
            }
            return number;
        }
        if (token != JsonToken.VALUE_NUMBER_INT && token != JsonToken.VALUE_NUMBER_FLOAT) {
            return Optional.empty();
        }
        BigDecimal number = parser.getDecimalValue();
        return decimal(number) ? Optional.of(number) : Optional.empty();
    }

    /** Reads to the end of the value. False if {@link OrderRules} has to read the order. */
    private boolean value(JsonToken token, int depth) throws IOException {
        switch (token) {
            case START_OBJECT:
                return object(depth + 1);
            case START_ARRAY:
                return array(depth + 1);
            case VALUE_STRING:
                return text();
            case VALUE_NUMBER_INT:
                if (parser.getNumberType() != JsonParser.NumberType.INT) {
                    return decimal(parser.getDecimalValue());
                }
                whole(parser.getIntValue());
                return true;
            case VALUE_NUMBER_FLOAT:
                return decimal();
            case VALUE_TRUE:
            case VALUE_FALSE:
            case VALUE_NULL:
                int start = canonical.position();
                canonical.ascii(token.asString());
                canonical.copyTo(json, start);
                return true;
            default:
                return false;
        }
    }

    private boolean text() throws IOException {
        int start = canonical.position();
        // Most texts have the same bytes in compact JSON and in canonical form. Such a text is
        // copied without making a String.
        if (canonical.text(
                parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength())) {
            canonical.copyTo(json, start);
            return true;
        }
        String text = parser.getText();
        if (DetailsRule.hasLoneSurrogate(text)) {
            return false;
        }
        json.appendText(text);
        return true;
    }

    private boolean array(int depth) throws IOException {
        if (depth > Details.MAX_DEPTH) {
            return false;
        }
        json.append('[');
        canonical.put('[');
        boolean first = true;
        for (JsonToken token = parser.nextToken();
                token != JsonToken.END_ARRAY;
                token = parser.nextToken()) {
            if (!first) {
                json.append(',');
                canonical.put(',');
            }
            first = false;
            if (token == null || !value(token, depth)) {
                return false;
            }
        }
        json.append(']');
        canonical.put(']');
        return true;
    }

    private void whole(int number) {
        int start = canonical.position();
        canonical.number(number);
        if (number % 10 == 0) {
            // A canonical number has no trailing zeros: 10 becomes 1E+1. The only exception is 0.
            json.appendAscii(Integer.toString(number));
        } else {
            canonical.copyTo(json, start);
        }
    }

    private boolean decimal() throws IOException {
        String text = parser.getText();
        if (text.length() > DetailsRule.MAX_DIGITS || !Decimals.isNormalised(text)) {
            return decimal(parser.getDecimalValue());
        }
        int start = canonical.position();
        canonical.ascii(text);
        canonical.copyTo(json, start);
        return true;
    }

    private boolean decimal(BigDecimal number) {
        if (!DetailsRule.fits(number)) {
            return false;
        }
        json.appendAscii(number.toString());
        canonical.number(number);
        return true;
    }

    /**
     * Sorts the members of the current object in the canonical form. False if the object has a
     * duplicate key.
     */
    private boolean sort(int count, String[] names, int[] starts) {
        int[] order = new int[count];
        boolean moved = false;
        for (int i = 0; i < count; i++) {
            int place = i;
            while (place > 0) {
                int compared = names[order[place - 1]].compareTo(names[i]);
                if (compared == 0) {
                    return false;
                }
                if (compared < 0) {
                    break;
                }
                order[place] = order[place - 1];
                place--;
                moved = true;
            }
            order[place] = i;
        }
        if (moved) {
            canonical.reorder(count, order, starts);
        }
        return true;
    }
}
