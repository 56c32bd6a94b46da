package io.orderstream.query.invoices;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orderstream.model.Details;
import io.orderstream.model.Money;
import io.orderstream.query.invoices.PrintedDocument.Line;
import io.orderstream.query.invoices.PrintedDocument.Party;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The members of an order's details that have their own place on an invoice, such as the seller and
 * the lines. Only members with the shape that docs/order-format.md describes are used. All others
 * are in {@link #rest()}, so nothing is lost. This class leaves out the members {@code unitprice}
 * and {@code quantity}, because the order has them.
 */
final class InvoiceDetails {

    /**
     * An amount, a unit price or a quantity of a line. A line shows longer numbers as text, with
     * its other members.
     */
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,15}(\\.[0-9]{1,9})?");

    private static final String CURRENCY = "currency";

    /**
     * An address that is an array or object stays in the details if it has more members than this.
     */
    private static final int MAX_ADDRESS_LINES = 12;

    private final ObjectNode rest;
    private final Optional<Currency> currency;
    private final Party seller;
    private final Party buyer;
    private final List<PricedLine> lines;
    private final String description;

    /**
     * One of the lines in the details.
     *
     * @param amount the line's amount or, without one, its quantity × unit price; empty if the line
     *     has neither
     * @param contradictsItself whether the line has an amount that differs from its quantity × unit
     *     price. Before they are compared, the product is rounded to the decimal places of the
     *     amount
     */
    record PricedLine(Line line, Optional<BigDecimal> amount, boolean contradictsItself) {}

    /**
     * The details of an order.
     *
     * @param vendor the vendor's id
     * @param account the account's id
     */
    InvoiceDetails(Details details, String vendor, String account) {
        this.rest = details.toTree();
        this.currency = Money.currency(rest.path(CURRENCY).asText());
        if (currency.isPresent()) {
            rest.remove(CURRENCY);
        }
        rest.remove(List.of("unitprice", "quantity"));
        this.seller = party("Seller", "seller", "Vendor " + vendor);
        this.buyer = party("Buyer", "buyer", "Account " + account);
        this.lines = takeLines();
        this.description = lines.isEmpty() ? takeDescription() : "";
    }

    Optional<Currency> currency() {
        return currency;
    }

    Party seller() {
        return seller;
    }

    Party buyer() {
        return buyer;
    }

    /** The lines. Empty if the details have none in the right shape. */
    List<PricedLine> lines() {
        return lines;
    }

    /** What was ordered, in a few words, for an order without lines. */
    String description() {
        return description;
    }

    /** All other members, except {@code unitprice} and {@code quantity}. */
    ObjectNode rest() {
        return rest;
    }

    private Party party(String role, String member, String id) {
        if (!(rest.get(member) instanceof ObjectNode party) || !isText(party.path("name"))) {
            return new Party(role, "", "", "Name and address", id);
        }
        String name = text(party.remove("name"));
        List<String> lines = new ArrayList<>(address(party.path("address")));
        String missing = lines.isEmpty() ? "Address" : "";
        if (!lines.isEmpty()) {
            party.remove("address");
        }
        if (isText(party.path("taxid"))) {
            lines.add("Tax id " + text(party.remove("taxid")));
        }
        if (party.isEmpty()) {
            rest.remove(member);
        }
        return new Party(role, name, String.join("\n", lines), missing, id);
    }

    /**
     * The lines of an address. The address must be a text, or an array or object of texts and
     * numbers. Empty if it has another shape or too many members.
     */
    private static List<String> address(JsonNode address) {
        if (isText(address)) {
            return List.of(text(address));
        }
        return address.size() <= MAX_ADDRESS_LINES
                        && stream(address).allMatch(line -> isText(line) || line.isNumber())
                ? stream(address).map(line -> VisibleText.oneLine(line.asText())).toList()
                : List.of();
    }

    private List<PricedLine> takeLines() {
        JsonNode array = rest.path("lines");
        boolean areLines =
                array.isArray()
                        && !array.isEmpty()
                        && stream(array).allMatch(line -> isText(line.path("description")));
        if (!areLines) {
            return List.of();
        }
        rest.remove("lines");
        return stream(array).map(line -> line((ObjectNode) line)).toList();
    }

    private PricedLine line(ObjectNode line) {
        String name = VisibleText.oneLine(line.remove("description").asText());
        Optional<BigDecimal> quantity = takeNumber(line, "quantity");
        Optional<BigDecimal> unitPrice = takeNumber(line, "unitprice");
        Optional<BigDecimal> product = quantity.flatMap(many -> unitPrice.map(many::multiply));
        Optional<BigDecimal> given = takeNumber(line, "amount");
        Optional<BigDecimal> amount = given.or(() -> product);
        boolean contradictsItself =
                given.isPresent()
                        && product.isPresent()
                        && product.get()
                                        .setScale(given.get().scale(), RoundingMode.HALF_UP)
                                        .compareTo(given.get())
                                != 0;
        return new PricedLine(
                new Line(
                        name,
                        line.isEmpty() ? "" : CompactDetails.text(line),
                        quantity.map(InvoiceDetails::grouped).orElse(""),
                        unitPrice.map(this::money).orElse(""),
                        amount.map(this::money).orElse("")),
                amount,
                contradictsItself);
    }

    private static Optional<BigDecimal> takeNumber(ObjectNode line, String member) {
        JsonNode value = line.path(member);
        String text = value.isNumber() ? Money.plain(value.decimalValue()) : value.asText();
        if (!NUMBER.matcher(text).matches()) {
            return Optional.empty();
        }
        line.remove(member);
        return Optional.of(new BigDecimal(text));
    }

    /**
     * What was ordered: the description, or the type and size of the coffee, or a fixed text. No
     * other member is used, because its text may be something else, such as a loyalty number.
     */
    private String takeDescription() {
        if (isText(rest.path("description"))) {
            return text(rest.remove("description"));
        }
        if (isText(rest.path("coffeetype"))) {
            String type = text(rest.remove("coffeetype"));
            return isText(rest.path("coffeesize"))
                    ? type + ", " + text(rest.remove("coffeesize"))
                    : type;
        }
        return rest.isEmpty()
                ? "Goods or services that the order does not describe"
                : "Goods or services: see the details of the order";
    }

    /** A quantity with a comma between groups of three digits, as amounts have it. */
    static String grouped(BigDecimal quantity) {
        BigDecimal digits = new BigDecimal(Money.plain(quantity));
        return String.format(Locale.ENGLISH, "%,." + digits.scale() + "f", digits);
    }

    private String money(BigDecimal amount) {
        return Money.forPeople(amount, currency);
    }

    private static boolean isText(JsonNode value) {
        return value.isTextual() && !value.asText().isBlank();
    }

    private static String text(JsonNode value) {
        return VisibleText.of(value.asText());
    }

    private static Stream<JsonNode> stream(JsonNode value) {
        return StreamSupport.stream(value.spliterator(), false);
    }
}
