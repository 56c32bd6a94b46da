package io.orderstream.query.invoices;

import static io.orderstream.query.orders.StoredOrders.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.model.OrderLife;
import io.orderstream.model.ReceivedOrder;
import io.orderstream.query.invoices.PrintedDocument.Detail;
import io.orderstream.query.invoices.PrintedDocument.Fact;
import io.orderstream.query.invoices.PrintedDocument.Line;
import io.orderstream.query.invoices.PrintedDocument.Party;
import io.orderstream.query.invoices.PrintedDocument.Sum;
import io.orderstream.query.orders.StoredEvents;
import io.orderstream.query.orders.StoredOrder;
import io.orderstream.query.orders.StoredOrders;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the texts of invoices and credit notes. The total of each order is 2 × 4.5 = 9. */
class PrintedDocumentTest {

    private static final String NUMBER = "20261123-0000-0000-03KV";
    private static final String NO_TAXES =
            "This document states no taxes. It is not a tax invoice where the law demands tax"
                    + " amounts.";
    private static final String UNDESCRIBED = "Goods or services that the order does not describe";
    private static final String SEE_DETAILS = "Goods or services: see the details of the order";
    private static final String NO_PARTIES =
            "The order does not state: name and address of the seller, name and address of the"
                    + " buyer. Ask the sender of the order.";
    private static final Party SELLER =
            new Party("Seller", "", "", "Name and address", "Vendor v1");
    private static final Party BUYER = new Party("Buyer", "", "", "Name and address", "Account a1");

    private static PrintedDocument invoice(String details) {
        return PrintedDocument.of(order("a1", "v1", 0, details).received());
    }

    @Test
    void anOrderWithoutLinesIsTheOnlyLineOfItsInvoice() {
        assertThat(
                        invoice(
                                """
                                {"coffeetype":"Short Black","unitprice":"4.5","quantity":2,\
                                "currency":"EUR","coffeesize":"Small","loyalty":"8812-44",\
                                "shots":2}"""))
                .isEqualTo(
                        new PrintedDocument(
                                "Invoice",
                                "INV-" + NUMBER,
                                "",
                                List.of(
                                        new Fact("Invoice date", "23 November 2026, 10:11 UTC"),
                                        new Fact("Order date", "23 November 2026, 10:11 UTC"),
                                        new Fact("Order id", StoredOrders.id("v1", 0).value())),
                                List.of(SELLER, BUYER),
                                List.of("Description", "Quantity", "Unit price", "Amount"),
                                List.of(new Line("Short Black, Small", "", "2", "4.50", "9.00")),
                                List.of(new Sum("Total", "EUR 9.00", true)),
                                List.of(NO_PARTIES, NO_TAXES),
                                List.of(
                                        new Detail(0, "loyalty", "8812-44"),
                                        new Detail(0, "shots", "2"))));
    }

    @Test
    void aDescriptionInTheDetailsIsTheDescriptionOfTheLine() {
        PrintedDocument invoice = invoice("{\"description\":\"Two coffees\",\"note\":\"hot\"}");

        assertThat(invoice.lines())
                .containsExactly(new Line("Two coffees", "", "2", "4.50", "9.00"));
        assertThat(invoice.details()).containsExactly(new Detail(0, "note", "hot"));
    }

    /** The details of each order have a member {@code loyalty}, which is never the description. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"description\":\"Two coffees\",\"coffeetype\":\"Latte\" | Two coffees",
                "\"coffeetype\":\"Latte\",\"coffeesize\":\"Small\" | Latte, Small",
                "\"coffeetype\":\"Latte\",\"coffeesize\":3 | Latte",
                "\"description\":7,\"coffeesize\":\"Small\" | " + SEE_DETAILS,
                "\"description\":\" \",\"coffeetype\":[] | " + SEE_DETAILS,
                "\"name\":\"Latte\" | " + SEE_DETAILS
            })
    void theDescriptionComesOnlyFromMembersThatSayWhatWasOrdered(
            String members, String description) {
        assertThat(invoice("{\"loyalty\":\"8812-44\"," + members + "}").lines())
                .containsExactly(new Line(description, "", "2", "4.50", "9.00"));
    }

    @Test
    void moneyHasTheDecimalsOfItsCurrency() {
        assertThat(invoice("{\"currency\":\"BHD\"}").lines())
                .containsExactly(new Line(UNDESCRIBED, "", "2", "4.500", "9.000"));
        assertThat(invoice("{\"currency\":\"JPY\"}").sums())
                .containsExactly(new Sum("Total", "JPY 9", true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"money\"", "7", "null", "{}", "[\"JPY\"]"})
    void aTotalWithoutAKnownCurrencyHasTwoDecimals_andANote(String currency) {
        PrintedDocument invoice = invoice("{\"currency\":" + currency + "}");

        assertThat(invoice.sums()).containsExactly(new Sum("Total", "9.00", true));
        assertThat(invoice.notes())
                .containsExactly(
                        "The currency of the order is not an ISO 4217 code.", NO_PARTIES, NO_TAXES);
        assertThat(invoice.details()).extracting(Detail::name).containsExactly("currency");
        assertThat(invoice.lines()).extracting(Line::description).containsExactly(SEE_DETAILS);
    }

    @Test
    void anInvoiceHasANote_whenTheOrderHasNoCurrency() {
        assertThat(invoice("{}").notes())
                .containsExactly("The order names no currency.", NO_PARTIES, NO_TAXES);
    }

    @Test
    void namesAndAddressesComeFromTheDetails() {
        PrintedDocument invoice =
                invoice(
                        """
                        {"seller":{"name":"Müller GmbH","address":["Hafen 1","20457 Hamburg"],\
                        "taxid":"DE1","phone":"123"},\
                        "buyer":{"name":"Søn ApS","address":{"street":"Vej 4","zip":2200}}}""");

        assertThat(invoice.parties())
                .containsExactly(
                        new Party(
                                "Seller",
                                "Müller GmbH",
                                "Hafen 1\n20457 Hamburg\nTax id DE1",
                                "",
                                "Vendor v1"),
                        new Party("Buyer", "Søn ApS", "Vej 4\n2200", "", "Account a1"));
        assertThat(invoice.notes()).containsExactly("The order names no currency.", NO_TAXES);
        assertThat(invoice.details()).containsExactly(new Detail(0, "seller", "phone: 123"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"Shop\"", "{\"title\":\"Shop\"}", "{\"name\":\" \"}", "[]", "null"})
    void aSellerStaysInTheDetails_unlessItIsAnObjectWithAName(String seller) {
        PrintedDocument invoice = invoice("{\"seller\":" + seller + "}");

        assertThat(invoice.parties()).containsExactly(SELLER, BUYER);
        assertThat(invoice.details()).extracting(Detail::name).containsExactly("seller");
    }

    @Test
    void anAddressThatIsNestedStaysInTheDetails() {
        PrintedDocument invoice =
                invoice("{\"seller\":{\"name\":\"Shop\",\"address\":{\"geo\":[1,2]}}}");

        assertThat(invoice.parties())
                .containsExactly(new Party("Seller", "Shop", "", "Address", "Vendor v1"), BUYER);
        assertThat(invoice.details())
                .containsExactly(new Detail(0, "seller › address › geo", "1, 2"));
    }

    @Test
    void anInvoiceHasANote_whenTheAddressOfTheSellerIsMissing() {
        PrintedDocument invoice =
                invoice(
                        """
                        {"currency":"EUR","seller":{"name":"Shop","taxid":"DE1"},\
                        "buyer":{"name":"Ida","address":"Vej 4"}}""");

        assertThat(invoice.parties()).extracting(Party::gap).containsExactly("Address missing", "");
        assertThat(invoice.notes())
                .containsExactly(
                        "The order does not state: address of the seller. Ask the sender of the"
                                + " order.",
                        NO_TAXES);
        assertThat(SELLER.gap()).isEqualTo("Name and address missing");
    }

    @Test
    void theLinesInTheDetailsAreTheLinesOfTheInvoice() {
        PrintedDocument invoice =
                invoice(
                        """
                        {"currency":"EUR","lines":[\
                        {"description":"Espresso","quantity":2,"unitprice":"2.50","size":"S"},\
                        {"description":"Cake","amount":4.5,"options":{"cream":true}},\
                        {"description":"Discount","amount":"-0.5"}]}""");

        assertThat(invoice.lines())
                .containsExactly(
                        new Line("Espresso", "size: S", "2", "2.50", "5.00"),
                        new Line("Cake", "options: (cream: true)", "", "", "4.50"),
                        new Line("Discount", "", "", "", "-0.50"));
        assertThat(invoice.sums()).containsExactly(new Sum("Total", "EUR 9.00", true));
        assertThat(invoice.notes()).containsExactly(NO_PARTIES, NO_TAXES);
        assertThat(invoice.hasDetails()).isFalse();
    }

    @Test
    void theTotalComesFromTheOrder_evenIfTheLinesHaveAnotherSum() {
        PrintedDocument invoice =
                invoice(
                        """
                        {"currency":"EUR","lines":[{"description":"Espresso","amount":"8.99"}]}""");

        assertThat(invoice.sums())
                .containsExactly(
                        new Sum("Sum of the lines", "8.99", false),
                        new Sum("Order: quantity × unit price", "2 × 4.50", false),
                        new Sum("Total", "EUR 9.00", true));
        assertThat(invoice.notes())
                .containsExactly(
                        "The lines do not add up to the total. The total is that of the order.",
                        NO_PARTIES,
                        NO_TAXES);
    }

    @Test
    void aQuantityHasGroupsOfDigits_likeAnAmount() {
        String line = "{\"description\":\"Bean\",\"quantity\":\"-1234567.25\",\"unitprice\":1}";

        assertThat(invoice("{\"lines\":[" + line + "]}").lines())
                .containsExactly(new Line("Bean", "", "-1,234,567.25", "1.00", "-1,234,567.25"));
    }

    @Test
    void anInvoiceHasANote_whenALineContradictsItself() {
        String line =
                "{\"description\":\"Tea\",\"quantity\":%s,\"unitprice\":\"%s\",\"amount\":9.00}";
        String details = "{\"currency\":\"EUR\",\"lines\":[" + line + "]}";

        assertThat(invoice(details.formatted(2, "5")).notes())
                .containsExactly(
                        "The amount of at least one line is not its quantity × unit price.",
                        NO_PARTIES,
                        NO_TAXES);
        assertThat(invoice(details.formatted(2, "4.50")).notes())
                .containsExactly(NO_PARTIES, NO_TAXES);
        // 3 × 2.99 = 8.97. The JSON number 9.00 is read as 9, without decimal places. So 8.97 is
        // rounded to 9.
        assertThat(invoice(details.formatted(3, "2.99")).notes())
                .containsExactly(NO_PARTIES, NO_TAXES);
    }

    @Test
    void aCreditNoteWithoutACurrencySaysSo() {
        StoredOrder order = order("a1", "v1", 0, "{}");
        OrderLife life = OrderLife.of(order.received(), List.of(StoredEvents.cancelled(order, 2)));

        assertThat(PrintedDocument.of(CreditNote.of(life).orElseThrow()).notes())
                .contains("The order names no currency.");
    }

    @Test
    void anInvoiceHasANote_whenALineHasNoAmount() {
        PrintedDocument invoice =
                invoice(
                        """
                        {"currency":"EUR","lines":[{"description":"Espresso","amount":9},\
                        {"description":"Water","amount":"free","quantity":"1e999999999"}]}""");

        assertThat(invoice.lines())
                .containsExactly(
                        new Line("Espresso", "", "", "", "9.00"),
                        new Line("Water", "amount: free · quantity: 1e999999999", "", "", ""));
        assertThat(invoice.notes())
                .containsExactly("Not every line has an amount.", NO_PARTIES, NO_TAXES);
    }

    @Test
    void aMissingAmountDoesNotHideThatTheLinesDoNotAddUp() {
        PrintedDocument invoice =
                invoice(
                        """
                        {"currency":"EUR","lines":[{"description":"Espresso","amount":4},\
                        {"description":"Water"}]}""");

        assertThat(invoice.notes())
                .containsExactly(
                        "Not every line has an amount.",
                        "The lines do not add up to the total. The total is that of the order.",
                        NO_PARTIES,
                        NO_TAXES);
    }

    @Test
    void theInvoiceDateIsTheArrivalOfTheOrder_notTheOrderDate() {
        ReceivedOrder received =
                new ReceivedOrder(
                        order("a1", "v1", 0, "{}").received().order(),
                        Instant.parse("2026-11-29T16:43:22Z"));

        assertThat(PrintedDocument.of(received).facts())
                .contains(
                        new Fact("Invoice date", "29 November 2026, 16:43 UTC"),
                        new Fact("Order date", "23 November 2026, 10:11 UTC"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{}", "[{}]", "[\"Espresso\"]", "[{\"description\":1}]", "null"})
    void linesStayInTheDetails_unlessTheyAreObjectsWithDescriptions(String lines) {
        PrintedDocument invoice = invoice("{\"lines\":" + lines + "}");

        assertThat(invoice.lines()).containsExactly(new Line(SEE_DETAILS, "", "2", "4.50", "9.00"));
        assertThat(invoice.details())
                .singleElement()
                .extracting(Detail::name)
                .asString()
                .startsWith("lines");
    }

    @Test
    void rowsDeeperThanDepthSixAreNotIndentedFurther() {
        assertThat(List.of(0, 6, 7, 29))
                .extracting(depth -> new Detail(depth, "name", "text").indent())
                .containsExactly(0, 6, 6, 6);
    }

    @Test
    void aCreditNoteHasALineForEachEvent_withWhatItAddedToTheCredit() {
        StoredOrder order = order("a1", "v1", 0, "{\"currency\":\"BHD\"}");
        OrderLife life =
                OrderLife.of(
                        order.received(),
                        List.of(
                                StoredEvents.refunded(order, 1, "4"),
                                StoredEvents.cancelled(order, 2),
                                StoredEvents.refunded(order, 3, "5")));

        assertThat(PrintedDocument.of(CreditNote.of(life).orElseThrow()))
                .isEqualTo(
                        new PrintedDocument(
                                "Credit note",
                                "CN-" + NUMBER + "-3",
                                "Contains all credits so far. Replaces all earlier credit notes of"
                                        + " this invoice.",
                                List.of(
                                        new Fact("Credit note date", "23 November 2026, 10:14 UTC"),
                                        new Fact("For invoice", "INV-" + NUMBER),
                                        new Fact("Invoice date", "23 November 2026, 10:11 UTC"),
                                        new Fact("Order id", StoredOrders.id("v1", 0).value())),
                                List.of(SELLER, BUYER),
                                List.of("What happened to the order", "", "", "Credited"),
                                List.of(
                                        new Line(
                                                "Refunded",
                                                "23 November 2026, 10:12 UTC",
                                                "",
                                                "",
                                                "4.000"),
                                        new Line(
                                                "Cancelled",
                                                "23 November 2026, 10:13 UTC · reason: too <late>",
                                                "",
                                                "",
                                                "5.000"),
                                        new Line(
                                                "Refunded",
                                                "23 November 2026, 10:14 UTC · amount: 5.000,"
                                                        + " already credited by the cancellation",
                                                "",
                                                "",
                                                "0.000")),
                                List.of(
                                        new Sum("Total of the invoice", "BHD 9.000", false),
                                        new Sum("Credited", "BHD 9.000", true),
                                        new Sum("Total after credit", "BHD 0.000", false)),
                                List.of(NO_PARTIES, NO_TAXES),
                                List.of()));
    }
}
