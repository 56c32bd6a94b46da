package io.orderstream.query.invoices;

import com.fasterxml.jackson.databind.JsonNode;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import io.orderstream.model.EventMember;
import io.orderstream.model.Money;
import io.orderstream.model.Order;
import io.orderstream.model.OrderEvent;
import io.orderstream.model.ReceivedOrder;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An invoice or a credit note as an HTML page to print. The page has no scripts and loads nothing.
 * All texts that come from the client are escaped.
 */
public final class InvoiceHtml {

    private final Template invoice = template("invoice.html.mustache");
    private final Template creditNote = template("creditnote.html.mustache");

    /** Compiles a template, which is a resource beside this class. */
    private static Template template(String name) {
        try (Reader text = resource(name)) {
            return Mustache.compiler()
                    .escapeHTML(true)
                    .withLoader(InvoiceHtml::resource)
                    .compile(text);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + name, e);
        }
    }

    /** The invoice of this order. */
    public String of(ReceivedOrder received) {
        Order order = received.order();
        JsonNode details = order.details().toTree();
        Optional<Currency> currency = currency(order);
        return invoice.execute(
                Map.of(
                        "title", "Invoice " + order.id(),
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

    /** This credit note. */
    public String of(CreditNote note) {
        Order order = note.life().order().order();
        Optional<Currency> currency = currency(order);
        return creditNote.execute(
                Map.of(
                        "title", "Credit note " + note.number(),
                        "number", note.number(),
                        "orderid", order.id().value(),
                        "accountid", order.account().value(),
                        "vendorid", order.vendor().value(),
                        "orderdate", order.orderDate().toString(),
                        "total", Money.forPeople(order.total(), currency),
                        "net", Money.forPeople(note.life().net(), currency),
                        "credited", Money.forPeople(note.credited(), currency),
                        "details",
                                note.events().stream()
                                        .map(event -> event(event.event(), currency))
                                        .toList()));
    }

    private static Optional<Currency> currency(Order order) {
        return Money.currency(order.details().toTree().path("currency").asText());
    }

    /** One row with a table of the event's members. */
    private static Map<String, Object> event(OrderEvent event, Optional<Currency> currency) {
        List<Map<String, Object>> rows = new ArrayList<>();
        rows.add(row("date", event.eventDate().toString(), List.of()));
        for (EventMember member : event.type().members()) {
            String value = event.own().get(member.name());
            if (value != null) {
                rows.add(
                        row(
                                member.name(),
                                member.isAmount()
                                        ? Money.forPeople(new BigDecimal(value), currency)
                                        : value,
                                List.of()));
            }
        }
        return row(event.type().name(), "", rows);
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

    private static Map<String, Object> member(String name, JsonNode value) {
        List<Map<String, Object>> nested =
                value.isObject() ? members(value) : value.isArray() ? elements(value) : List.of();
        return row(name, value.isContainerNode() ? "" : value.asText(), nested);
    }

    /**
     * One row of a table: a value, or a nested table. The map always has all four keys: mustache
     * would look for a missing key in the enclosing row.
     */
    private static Map<String, Object> row(
            String name, String value, List<Map<String, Object>> nested) {
        return Map.of("name", name, "value", value, "nested", !nested.isEmpty(), "details", nested);
    }

    private static Reader resource(String name) {
        InputStream stream = InvoiceHtml.class.getResourceAsStream(name);
        if (stream == null) {
            throw new IllegalStateException("The jar has no resource " + name);
        }
        return new InputStreamReader(stream, StandardCharsets.UTF_8);
    }
}
