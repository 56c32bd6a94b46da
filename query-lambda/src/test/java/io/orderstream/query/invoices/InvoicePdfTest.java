package io.orderstream.query.invoices;

import static io.orderstream.query.orders.StoredOrders.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.model.OrderLife;
import io.orderstream.query.orders.StoredEvents;
import io.orderstream.query.orders.StoredOrder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link PrintedDocumentTest} tests what the document says. */
class InvoicePdfTest {

    private static byte[] pdf(String details) {
        return InvoicePdf.of(PrintedDocument.of(order("a1", "v1", 0, details).received()));
    }

    private static String text(byte[] pdf) throws IOException {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            PDFTextStripper stripper = new PDFTextStripper();
            // Returns the text by its position on the page.
            stripper.setSortByPosition(true);
            return stripper.getText(document).replace(System.lineSeparator(), "\n");
        }
    }

    private static int pages(byte[] pdf) throws IOException {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            return document.getNumberOfPages();
        }
    }

    @Test
    void showsEveryPartOfAnInvoice() throws IOException {
        String text =
                text(
                        pdf(
                                """
                                {"currency":"EUR","seller":{"name":"Shop","address":["Street","Town"]},\
                                "lines":[{"description":"Espresso","quantity":2,"unitprice":"2.50",\
                                "size":"S"},{"description":"Cake","amount":"3"}],"table":7}"""));

        assertThat(text)
                .startsWith("Invoice\nINV-20261123-0000-0000-03KV\n")
                .contains("Invoice date 23 November 2026, 10:11 UTC\n")
                .contains("Seller Buyer\nShop\nStreet\nTown\nVendor v1 Account a1\n")
                .contains("Description Quantity Unit price Amount\n")
                .contains("Espresso 2 2.50 5.00\nsize: S\nCake 3.00\n")
                .contains("Sum of the lines 8.00\n")
                .contains("Total EUR 9.00\n")
                .contains("Details of the order\ntable 7\n")
                .endsWith("INV-20261123-0000-0000-03KV · page 1 of 1\n");
    }

    @Test
    void showsACreditNote() throws IOException {
        StoredOrder order = order("a1", "v1", 0, "{\"currency\":\"EUR\"}");
        OrderLife life = OrderLife.of(order.received(), List.of(StoredEvents.cancelled(order, 2)));

        assertThat(text(InvoicePdf.of(PrintedDocument.of(CreditNote.of(life).orElseThrow()))))
                .startsWith("Credit note\nCN-20261123-0000-0000-03KV-1\n")
                .contains("Cancelled on 23 November 2026, 10:13 UTC 9.00\nreason: too <late>\n")
                .contains("Credited EUR 9.00\n");
    }

    @Test
    void hasATitle_aLanguage_andItsFonts() throws IOException {
        try (PDDocument document = Loader.loadPDF(pdf("{}"))) {
            assertThat(document.getDocumentInformation().getTitle())
                    .isEqualTo("Invoice INV-20261123-0000-0000-03KV");
            assertThat(document.getDocumentCatalog().getLanguage()).isEqualTo("en");
            List<String> fonts = new ArrayList<>();
            for (PDPage page : document.getPages()) {
                for (COSName name : page.getResources().getFontNames()) {
                    PDFont font = page.getResources().getFont(name);
                    assertThat(font.isEmbedded()).isTrue();
                    fonts.add(font.getName().replaceFirst("^[A-Z]{6}[+]", ""));
                }
            }
            assertThat(fonts).contains("DejaVuSans", "DejaVuSans-Bold");
        }
    }

    @Test
    void hasTheSameBytesEachTime() {
        assertThat(pdf("{\"a\":\"Größe\"}")).isEqualTo(pdf("{\"a\":\"Größe\"}"));
    }

    @Test
    void showsLatin_greek_cyrillic_andOtherScriptsOfTheFont() throws IOException {
        assertThat(text(pdf("{\"note\":\"Größe Łódź Ελένη Київ Հայ ქართ ☕ € ½ o\u0301\"}")))
                .contains("note Größe Łódź Ελένη Київ Հայ ქართ ☕ € ½ ó\n");
    }

    @Test
    void showsTheCodePointOfACharacter_thatTheFontLacks() throws IOException {
        assertThat(text(pdf("{\"note\":\"日本 🫘\"}")))
                .contains("note [U+65E5][U+672C] [U+1FAD8]\n", "The HTML page shows it.");
        assertThat(text(pdf("{\"note\":\"Größe\"}"))).doesNotContain("The HTML page shows it.");
    }

    @Test
    void drawsTextsFromRightToLeft() throws IOException {
        try (PDDocument document = new PDDocument()) {
            PdfFont font = PdfFont.load(document, "DejaVuSans.ttf");

            assertThat(font.inDrawingOrder("שלום (12) abc")).isEqualTo("abc (12) םולש");
            assertThat(font.inDrawingOrder("abc שלום!")).isEqualTo("abc םולש!");
            // The mark stays behind its letter.
            assertThat(font.inDrawingOrder("שָב")).isEqualTo("בשָ");
        }
    }

    @Test
    void dividesTextsIntoLines() throws IOException {
        try (PDDocument document = new PDDocument()) {
            PdfFont font = PdfFont.load(document, "DejaVuSans.ttf");
            float width = font.width("MMMM");

            assertThat(font.lines("MM MM MM", width)).containsExactly("MM", "MM", "MM");
            assertThat(font.lines("MMMMMMMMMM", width)).containsExactly("MMMM", "MMMM", "MM");
            assertThat(font.lines("M\nMM", width)).containsExactly("M", "MM");
            assertThat(font.lines("", width)).containsExactly("");
            assertThat(font.lines("M", 0.1f)).containsExactly("M");
        }
    }

    @Test
    void sixtyLinesWithNestedOptionsAreAtMostFourPages() throws IOException {
        String lines =
                IntStream.rangeClosed(1, 60)
                        .mapToObj(
                                i ->
                                        """
                                        {"description":"Caffè macchiato %d","quantity":1,\
                                        "unitprice":"4.50","options":{"size":"large",\
                                        "milk":{"type":"oat","ml":120,"temperature":"hot"},\
                                        "extras":["vanilla","caramel",{"shot":2}]},\
                                        "note":"please leave the lid off the cup"}"""
                                                .formatted(i))
                        .collect(Collectors.joining(","));

        byte[] pdf = pdf("{\"currency\":\"EUR\",\"lines\":[" + lines + "]}");

        assertThat(pages(pdf)).isBetween(2, 4);
        String text = text(pdf);
        assertThat(text).contains("Caffè macchiato 1 ", "Caffè macchiato 60 ", "page 2 of ");
        // The headings are on each page that has lines.
        assertThat(text.split("Description Quantity", -1)).hasSizeGreaterThan(2);
    }

    @Test
    void theLastLineAndTheTotalAreOnTheSamePage() throws IOException {
        for (int count = 30; count <= 50; count++) {
            String lines =
                    IntStream.rangeClosed(1, count)
                            .mapToObj("{\"description\":\"Item %d\"}"::formatted)
                            .collect(Collectors.joining(","));

            String text = text(pdf("{\"lines\":[" + lines + "]}"));

            assertThat(
                            text.substring(
                                    text.indexOf("Item " + count + "\n"), text.indexOf("\nTotal ")))
                    .doesNotContain("page");
        }
    }

    /** The word is almost as long as details can be. */
    @Test
    void losesNothingOfTheLongestWord() throws IOException {
        byte[] pdf = pdf("{\"word\":\"" + "7".repeat(65_000) + "\"}");

        assertThat(text(pdf).chars().filter(c -> c == '7')).hasSizeBetween(65_000, 65_020);
        assertThat(pages(pdf)).isLessThan(20);
    }

    @Test
    void showsTheDeepestAndTheWidestDetails() throws IOException {
        String deep = "{\"a\":".repeat(29) + "{\"leaf\":1}" + ",\"b\":1}".repeat(29);
        String wide =
                IntStream.range(0, 9_000).mapToObj(i -> "[]").collect(Collectors.joining(","));

        assertThat(text(pdf(deep))).contains("leaf: 1");
        assertThat(pages(pdf("{\"wide\":[" + wide + "]}"))).isLessThan(30);
    }

    /**
     * Each of these details has at most 64 KiB. With a line for each item, they would fill hundreds
     * of pages.
     */
    @ParameterizedTest
    @MethodSource
    void smallDetailsNeverFillHundredsOfPages(String details) throws IOException {
        assertThat(pages(pdf(details))).isLessThan(60);
    }

    static Stream<String> smallDetailsNeverFillHundredsOfPages() {
        String ends = "\\n".repeat(32_000);
        String few = "\\n".repeat(11);
        return Stream.of(
                "{\"note\":\"" + ends + "\"}",
                "{\"description\":\"" + ends + "\"}",
                "{\"" + ends + "\":1}",
                "{\"seller\":{\"name\":\"" + ends + "\"}}",
                "{\"seller\":{\"name\":\"S\",\"address\":" + array(16_000, i -> "1") + "}}",
                "{\"lines\":" + array(1_200, i -> "{\"description\":\"a" + few + "b\"}") + "}",
                "{\"all\":" + array(2_000, i -> "\"" + few + "\"") + "}",
                array(8_000, i -> "\"m" + i + "\":1").replace('[', '{').replace(']', '}'));
    }

    private static String array(int size, IntFunction<String> item) {
        return IntStream.range(0, size).mapToObj(item).collect(Collectors.joining(",", "[", "]"));
    }
}
