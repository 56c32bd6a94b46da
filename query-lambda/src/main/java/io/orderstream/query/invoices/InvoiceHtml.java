package io.orderstream.query.invoices;

import com.fasterxml.jackson.databind.JsonNode;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import io.orderstream.model.Money;
import io.orderstream.model.Order;
import io.orderstream.model.ReceivedOrder;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An invoice as an HTML page to print. The page has no scripts and loads nothing. All texts that
 * come from the client are escaped.
 */
public final class InvoiceHtml {

    private static final String TEMPLATE = "invoice.html.mustache";

    private final Template template;

    /** Compiles the template, which is a resource beside this class. */
    public InvoiceHtml() {
        try (Reader text = resource(TEMPLATE)) {
            template =
                    Mustache.compiler()
                            .escapeHTML(true)
                            .withLoader(InvoiceHtml::resource)
                            .compile(text);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + TEMPLATE, e);
        }
    }

    /** The page of this order. */
    public String of(ReceivedOrder received) {
        Order order = received.order();
        JsonNode details = order.details().toTree();
        Optional<Currency> currency = Money.currency(details.path("currency").asText());
        return template.execute(
                Map.of(
                        "orderid", order.id().value(),
                        "accountid", order.account().value(),
                        "vendorid", order.vendor().value(),
                        "orderdate", order.orderDate().toString(),
                        "receivedat", received.receivedAt().toString(),
                        "unitprice", Money.forPeople(order.unitPrice(), currency),
                        "quantity", String.valueOf(order.quantity()),
                        "total", Money.forPeople(order.total(), currency),
                        "details", members(details)));
    }

    private static List<Map<String, Object>> members(JsonNode object) {
        List<Map<String, Object>> members = new ArrayList<>();
        object.properties()
                .forEach(member -> members.add(member(member.getKey(), member.getValue())));
        return members;
    }

    private static List<Map<String, Object>> elements(JsonNode array) {
        List<Map<String, Object>> elements = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            elements.add(member(String.valueOf(i + 1), array.get(i)));
        }
        return elements;
    }

    /**
     * One row of the table of details. The map always has all four keys: mustache would look for a
     * missing key in the enclosing row.
     */
    private static Map<String, Object> member(String name, JsonNode value) {
        List<Map<String, Object>> nested =
                value.isObject() ? members(value) : value.isArray() ? elements(value) : List.of();
        return Map.of(
                "name",
                name,
                "value",
                value.isContainerNode() ? "" : value.asText(),
                "nested",
                !nested.isEmpty(),
                "details",
                nested);
    }

    private static Reader resource(String name) {
        InputStream stream = InvoiceHtml.class.getResourceAsStream(name);
        if (stream == null) {
            throw new IllegalStateException("The jar has no resource " + name);
        }
        return new InputStreamReader(stream, StandardCharsets.UTF_8);
    }
}
