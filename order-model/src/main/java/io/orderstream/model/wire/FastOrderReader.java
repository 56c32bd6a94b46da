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
 * Reads an order in one pass over its tokens, without a tree: the details are checked, written as
 * compact JSON and written in canonical form while they are read.
 *
 * <p>This reader returns an order only for valid input in the form {@code {"order": {…}}}, which
 * records and most posted orders have. All other input is left to {@link OrderRules}, which has all
 * rules and describes every problem. This reader never accepts input that {@link OrderRules}
 * refuses, and both make the same order of the same input.
 */
final class FastOrderReader {

    /** Insertion sort is too slow for more members. {@link OrderRules} has no such limit. */
    private static final int MOST_MEMBERS = 32;

    private static final int USUAL_MEMBERS = 8;

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

    /** The same with a parser of this factory. The factory must not change the result. */
    static Optional<Order> read(TokenFactory tokens, byte[] data, Entry entry) {
        try (JsonParser parser = tokens.createParser(data)) {
            return new FastOrderReader(parser, entry, data.length).record();
        } catch (IOException | NumberFormatException e) {
            // The second attempt, with a tree, says what is wrong.
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
        String claimed = null;
        String account = null;
        String vendor = null;
        String date = null;
        String key = null;
        boolean details = false;
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken value = parser.nextToken();
            boolean known;
            switch (name) {
                case OrderMembers.ORDER_ID:
                    known = claimed == null && value == JsonToken.VALUE_STRING;
                    claimed = parser.getText();
                    break;
                case OrderMembers.ACCOUNT_ID:
                    known = account == null && value == JsonToken.VALUE_STRING;
                    account = parser.getText();
                    break;
                case OrderMembers.VENDOR_ID:
                    known = vendor == null && value == JsonToken.VALUE_STRING;
                    vendor = parser.getText();
                    break;
                case OrderMembers.ORDER_DATE:
                    known = date == null && value == JsonToken.VALUE_STRING;
                    date = parser.getText();
                    break;
                case OrderMembers.IDEMPOTENCY_KEY:
                    known = key == null && value == JsonToken.VALUE_STRING;
                    key = parser.getText();
                    break;
                case OrderMembers.DETAILS:
                    known = !details && value == JsonToken.START_OBJECT && object(1);
                    details = true;
                    break;
                default:
                    known = false;
                    break;
            }
            if (!known) {
                return Optional.empty();
            }
        }
        return account == null || vendor == null || !details
                ? Optional.empty()
                : order(claimed, account, vendor, date, key);
    }

    private Optional<Order> order(
            String claimed, String account, String vendor, String date, String sentKey) {
        Optional<IdempotencyKey> key =
                sentKey == null ? entry.header() : IdempotencyKey.parse(sentKey);
        if (sentKey != null && !isAllowed(key)) {
            return Optional.empty();
        }
        Optional<Instant> orderDate = date == null ? entry.stamp(key) : OrderDates.parse(date);
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
        if (claimed != null && !claimed.equals(id.value())) {
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
        String[] names = new String[USUAL_MEMBERS];
        int[] starts = new int[USUAL_MEMBERS];
        int count = 0;
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            if (count == MOST_MEMBERS || name.isEmpty() || json.size() > Details.MAX_BYTES) {
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
        // These two are numbers in the canonical form even if they were sent as text.
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
        // Most texts are the same bytes in both forms. For them no string is made.
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
            // The canonical form has no zeros at the end, so the bytes differ.
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

    /** Sorts the members of the object that was written last. False if it has a duplicate key. */
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
