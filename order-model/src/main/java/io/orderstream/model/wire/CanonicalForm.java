package io.orderstream.model.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orderstream.model.AccountId;
import io.orderstream.model.IdempotencyKey;
import io.orderstream.model.IsoInstants;
import io.orderstream.model.VendorId;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Optional;

/**
 * The canonical form of an order or event. All spellings of the same order or event have this one
 * form:
 *
 * <ul>
 *   <li>sorted keys (by UTF-16 code unit, as in RFC 8785) and no white space
 *   <li>normalised numbers
 *   <li>{@code unitprice}, {@code quantity}, {@code amount} and {@code ifversion} as numbers even
 *       if they were sent as strings
 *   <li>dates in UTC with full precision
 *   <li>{@code idempotencykey} only if the client gave a key
 * </ul>
 *
 * <p>The ids of orders and events contain a hash of this form. So if the form changes, the ids
 * change.
 */
final class CanonicalForm {

    private static final int USUAL_SIZE = 384;

    private CanonicalForm() {}

    /**
     * The canonical form of an order.
     *
     * @param orderDate as {@link IsoInstants#of} writes it
     * @param details the canonical form of the details. This method writes the other members into
     *     the same buffer, before and after the details.
     */
    static ByteBuffer of(
            AccountId account,
            VendorId vendor,
            String orderDate,
            Optional<IdempotencyKey> idempotencyKey,
            CanonicalJson details) {
        // Ids and dates have no characters that need escaping.
        details.prepend("\",\"details\":");
        details.prepend(account.value());
        details.prepend("{\"accountid\":\"");
        if (idempotencyKey.isPresent()) {
            details.ascii(",\"idempotencykey\":\"");
            details.ascii(idempotencyKey.get().value());
            details.put('"');
        }
        details.ascii(",\"orderdate\":\"");
        details.ascii(orderDate);
        details.ascii("\",\"vendorid\":\"");
        details.ascii(vendor.value());
        details.ascii("\"}");
        return details.bytes();
    }

    /**
     * The canonical form of an event: {@code {"event":{…}}}. An order's canonical form never begins
     * like that, so no event has the id of an order.
     *
     * @param event the members of the event without {@code eventid}. Dates are as {@link
     *     IsoInstants#of} writes them. Amounts and {@code ifversion} are JSON numbers, not strings.
     */
    static ByteBuffer of(ObjectNode event) {
        CanonicalJson json = new CanonicalJson(USUAL_SIZE);
        json.ascii("{\"event\":");
        write(json, event);
        json.put('}');
        return json.bytes();
    }

    /** The canonical form of the details. */
    static CanonicalJson details(BigDecimal unitPrice, BigDecimal quantity, ObjectNode details) {
        CanonicalJson json = new CanonicalJson(USUAL_SIZE);
        json.put('{');
        String[] names = sortedNames(details);
        for (int i = 0; i < names.length; i++) {
            writeName(json, i, names[i]);
            if (names[i].equals(OrderMembers.UNIT_PRICE)) {
                json.number(unitPrice);
            } else if (names[i].equals(OrderMembers.QUANTITY)) {
                json.number(quantity);
            } else {
                write(json, details.get(names[i]));
            }
        }
        json.put('}');
        return json;
    }

    private static void write(CanonicalJson json, JsonNode node) {
        switch (node.getNodeType()) {
            case OBJECT:
                json.put('{');
                String[] names = sortedNames(node);
                for (int i = 0; i < names.length; i++) {
                    writeName(json, i, names[i]);
                    write(json, node.get(names[i]));
                }
                json.put('}');
                break;
            case ARRAY:
                json.put('[');
                for (int i = 0; i < node.size(); i++) {
                    if (i > 0) {
                        json.put(',');
                    }
                    write(json, node.get(i));
                }
                json.put(']');
                break;
            case NUMBER:
                json.number(node.decimalValue());
                break;
            case STRING:
                json.text(node.textValue());
                break;
            default:
                // true, false and null are written as they are.
                json.ascii(node.asText());
                break;
        }
    }

    private static void writeName(CanonicalJson json, int index, String name) {
        if (index > 0) {
            json.put(',');
        }
        json.name(name);
    }

    private static String[] sortedNames(JsonNode object) {
        String[] names = new String[object.size()];
        int count = 0;
        for (Iterator<String> all = object.fieldNames(); all.hasNext(); ) {
            names[count++] = all.next();
        }
        Arrays.sort(names);
        return names;
    }
}
