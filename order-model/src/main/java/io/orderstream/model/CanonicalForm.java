package io.orderstream.model;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * What two ways of writing the same order have in common: keys sorted (by UTF-16 code unit, as RFC
 * 8785 does), no white space, numbers normalised, {@code orderdate} in UTC with full precision, and
 * {@code unitprice} and {@code quantity} as numbers even when they were sent as strings.
 *
 * <p>The order's id is a hash of it, so a change here changes every id.
 */
final class CanonicalForm {

    private CanonicalForm() {}

    static byte[] of(
            AccountId account,
            VendorId vendor,
            Instant orderDate,
            BigDecimal unitPrice,
            BigDecimal quantity,
            ObjectNode details) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator json = Json.MAPPER.getFactory().createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("accountid", account.value());
            json.writeObjectFieldStart("details");
            for (String name : sortedNames(details)) {
                json.writeFieldName(name);
                if (name.equals(OrderMembers.UNIT_PRICE)) {
                    writeNumber(json, unitPrice);
                } else if (name.equals(OrderMembers.QUANTITY)) {
                    writeNumber(json, quantity);
                } else {
                    write(json, details.get(name));
                }
            }
            json.writeEndObject();
            json.writeStringField("orderdate", orderDate.toString());
            json.writeStringField("vendorid", vendor.value());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("Writing to memory cannot fail", e);
        }
        return bytes.toByteArray();
    }

    private static void write(JsonGenerator json, JsonNode node) throws IOException {
        if (node.isObject()) {
            json.writeStartObject();
            for (String name : sortedNames(node)) {
                json.writeFieldName(name);
                write(json, node.get(name));
            }
            json.writeEndObject();
        } else if (node.isArray()) {
            json.writeStartArray();
            for (JsonNode element : node) {
                write(json, element);
            }
            json.writeEndArray();
        } else if (node.isNumber()) {
            writeNumber(json, node.decimalValue());
        } else if (node.isTextual()) {
            json.writeString(node.textValue());
        } else if (node.isBoolean()) {
            json.writeBoolean(node.booleanValue());
        } else {
            json.writeNull();
        }
    }

    /** Not as plain digits: {@code 1e125} would be 126 of them. */
    private static void writeNumber(JsonGenerator json, BigDecimal value) throws IOException {
        json.writeNumber(value.signum() == 0 ? "0" : value.stripTrailingZeros().toString());
    }

    private static List<String> sortedNames(JsonNode object) {
        List<String> names = new ArrayList<>(object.size());
        for (Iterator<String> all = object.fieldNames(); all.hasNext(); ) {
            names.add(all.next());
        }
        names.sort(null);
        return names;
    }
}
