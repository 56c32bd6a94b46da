package io.orderstream.query.invoices;

import io.orderstream.model.DecidedEvent;
import io.orderstream.model.EventMember;
import io.orderstream.model.Money;
import io.orderstream.model.Order;
import io.orderstream.model.OrderEvent;
import io.orderstream.model.ReceivedEvent;
import io.orderstream.model.ReceivedOrder;
import io.orderstream.query.invoices.InvoiceDetails.PricedLine;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an invoice or a credit note says to people. {@link InvoiceHtml} and {@link InvoicePdf} only
 * lay it out, so both forms say the same. All texts of clients have gone through {@link
 * VisibleText}.
 *
 * @param number see {@link DocumentNumber}
 * @param scope what the document covers; empty if the title says enough
 * @param parties the seller and the buyer
 * @param columns the headings of the columns in the table of lines
 * @param notes what a reader must know about the sums, the currency, the parties and taxes
 * @param details the members of the order's details that have no place of their own on an invoice;
 *     a credit note has none
 */
record PrintedDocument(
        String title,
        String number,
        String scope,
        List<Fact> facts,
        List<Party> parties,
        List<String> columns,
        List<Line> lines,
        List<Sum> sums,
        List<String> notes,
        List<Detail> details) {

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC);

    /** A named fact about the whole document, such as its date. */
    record Fact(String name, String text) {}

    /**
     * The seller or the buyer.
     *
     * @param name empty if the details have no name. Then the address is empty, too
     * @param address has a line for each line of the address, and one for the tax id
     * @param missing what the details do not have: "Name and address", "Address" or nothing
     */
    record Party(String role, String name, String address, String missing, String id) {

        /** Says what is missing; empty if nothing is missing. */
        String gap() {
            return missing.isEmpty() ? "" : missing + " missing";
        }
    }

    /**
     * A line of the table. A text is empty if the line does not have it.
     *
     * @param more what else there is to say about the line; both forms show it below the line
     */
    record Line(String description, String more, String quantity, String unitPrice, String amount) {

        boolean hasMore() {
            return !more.isEmpty();
        }
    }

    /** An amount below the lines. One of the sums is the document's total. */
    record Sum(String name, String text, boolean isTotal) {

        /** The CSS class of the sum in the HTML page. */
        String kind() {
            return isTotal ? "total" : "part";
        }
    }

    /**
     * A row of the details.
     *
     * @param depth 0 for a member of the details, 1 for a member of that member, and so on
     */
    record Detail(int depth, String name, String text) {

        /** Deeper rows are not indented further, because a narrow screen has no room for that. */
        static final int MAX_INDENT = 6;

        int indent() {
            return Math.min(depth, MAX_INDENT);
        }
    }

    boolean hasDetails() {
        return !details.isEmpty();
    }

    /** The invoice of this order. */
    static PrintedDocument of(ReceivedOrder received) {
        Order order = received.order();
        InvoiceDetails details = detailsOf(order);
        List<Sum> sums = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        if (!details.lines().isEmpty()) {
            compareWithTotal(order, details, sums, notes);
        }
        sums.add(new Sum("Total", total(order.total(), details.currency()), true));
        notes.addAll(usualNotes(details));
        return new PrintedDocument(
                "Invoice",
                DocumentNumber.invoice(order),
                "",
                List.of(
                        new Fact("Invoice date", date(received.receivedAt())),
                        new Fact("Order date", date(order.orderDate())),
                        new Fact("Order id", order.id().value())),
                List.of(details.seller(), details.buyer()),
                List.of("Description", "Quantity", "Unit price", "Amount"),
                linesOf(order, details),
                sums,
                notes,
                CompactDetails.rows(details.rest()));
    }

    /** The notes that the documents of an order share. */
    private static List<String> usualNotes(InvoiceDetails details) {
        List<String> notes = new ArrayList<>();
        if (details.currency().isEmpty()) {
            notes.add(
                    details.rest().has("currency")
                            ? "The currency of the order is not an ISO 4217 code."
                            : "The order names no currency.");
        }
        String missing =
                Stream.of(details.seller(), details.buyer())
                        .filter(party -> !party.missing().isEmpty())
                        .map(
                                party ->
                                        (party.missing() + " of the " + party.role())
                                                .toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", "));
        if (!missing.isEmpty()) {
            notes.add("The order does not state: " + missing + ". Ask the sender of the order.");
        }
        notes.add(
                "This document states no taxes. It is not a tax invoice where the law demands tax"
                        + " amounts.");
        return notes;
    }

    private static InvoiceDetails detailsOf(Order order) {
        return new InvoiceDetails(order.details(), order.vendor().value(), order.account().value());
    }

    private static List<Line> linesOf(Order order, InvoiceDetails details) {
        Optional<Currency> currency = details.currency();
        return details.lines().isEmpty()
                ? List.of(
                        new Line(
                                details.description(),
                                "",
                                InvoiceDetails.grouped(BigDecimal.valueOf(order.quantity())),
                                Money.forPeople(order.unitPrice(), currency),
                                Money.forPeople(order.total(), currency)))
                : details.lines().stream().map(PricedLine::line).toList();
    }

    /**
     * Adds notes about missing or wrong amounts of lines. If the lines do not add up to the order's
     * total, this method also adds their sum, and how the order's total is computed. The lines come
     * from the client, and nobody has checked them. The document's total is always the order's
     * total.
     */
    private static void compareWithTotal(
            Order order, InvoiceDetails details, List<Sum> sums, List<String> notes) {
        Optional<Currency> currency = details.currency();
        List<BigDecimal> amounts =
                details.lines().stream().flatMap(line -> line.amount().stream()).toList();
        BigDecimal sum = amounts.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        boolean isTotal = sum.compareTo(order.total()) == 0;
        if (amounts.size() < details.lines().size()) {
            notes.add("Not every line has an amount.");
        }
        if (details.lines().stream().anyMatch(PricedLine::contradictsItself)) {
            notes.add("The amount of at least one line is not its quantity × unit price.");
        }
        if (isTotal) {
            return;
        }
        sums.add(new Sum("Sum of the lines", Money.forPeople(sum, currency), false));
        sums.add(
                new Sum(
                        "Order: quantity × unit price",
                        InvoiceDetails.grouped(BigDecimal.valueOf(order.quantity()))
                                + " × "
                                + Money.forPeople(order.unitPrice(), currency),
                        false));
        notes.add("The lines do not add up to the total. The total is that of the order.");
    }

    /** The document of this credit note. */
    static PrintedDocument of(CreditNote note) {
        Order order = note.life().order().order();
        InvoiceDetails details = detailsOf(order);
        Optional<Currency> currency = details.currency();
        List<DecidedEvent> events = note.events();
        ReceivedEvent last = events.get(events.size() - 1).received();
        return new PrintedDocument(
                "Credit note",
                DocumentNumber.creditNote(order, note.life().version()),
                "Contains all credits so far. Replaces all earlier credit notes of this invoice.",
                List.of(
                        new Fact("Credit note date", date(last.receivedAt())),
                        new Fact("For invoice", DocumentNumber.invoice(order)),
                        new Fact("Invoice date", date(note.life().order().receivedAt())),
                        new Fact("Order id", order.id().value())),
                List.of(details.seller(), details.buyer()),
                List.of("What happened to the order", "", "", "Credited"),
                linesOf(note, currency),
                List.of(
                        new Sum("Total of the invoice", total(order.total(), currency), false),
                        new Sum("Credited", total(note.credited(), currency), true),
                        new Sum("Total after credit", total(note.life().net(), currency), false)),
                usualNotes(details),
                List.of());
    }

    /** One line for each event, with the amount that the event added to the credit. */
    private static List<Line> linesOf(CreditNote note, Optional<Currency> currency) {
        List<Line> lines = new ArrayList<>();
        BigDecimal net = note.life().order().order().total();
        for (DecidedEvent decided : note.events()) {
            OrderEvent event = decided.received().event();
            BigDecimal credited = net.subtract(decided.net());
            net = decided.net();
            lines.add(
                    new Line(
                            capitalized(event.type().name()),
                            more(event, credited, currency),
                            "",
                            "",
                            Money.forPeople(credited, currency)));
        }
        return lines;
    }

    /**
     * The date and the members of the event. An amount that equals {@code credited} is left out,
     * because the line shows {@code credited} in the column "Credited".
     */
    private static String more(OrderEvent event, BigDecimal credited, Optional<Currency> currency) {
        List<String> parts = new ArrayList<>();
        parts.add(date(event.eventDate()));
        for (EventMember member : event.type().members()) {
            String value = event.own().get(member.name());
            if (value == null) {
                continue;
            }
            if (!member.isAmount()) {
                parts.add(member.name() + ": " + VisibleText.of(value));
            } else if (new BigDecimal(value).compareTo(credited) != 0) {
                // A cancelled order can still be refunded. Such a refund credits nothing more,
                // because the cancellation has credited the whole order.
                parts.add(
                        member.name()
                                + ": "
                                + Money.forPeople(new BigDecimal(value), currency)
                                + ", already credited by the cancellation");
            }
        }
        return String.join(" · ", parts);
    }

    private static String capitalized(String word) {
        return Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }

    private static String total(BigDecimal amount, Optional<Currency> currency) {
        String digits = Money.forPeople(amount, currency);
        return currency.map(known -> known.getCurrencyCode() + " " + digits).orElse(digits);
    }

    private static String date(Instant instant) {
        return DATE.format(instant);
    }
}
