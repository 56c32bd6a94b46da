package io.orderstream.query.invoices;

import static io.orderstream.query.orders.StoredOrders.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.model.Order;
import io.orderstream.model.OrderLife;
import io.orderstream.model.ReceivedOrder;
import io.orderstream.query.orders.StoredEvents;
import io.orderstream.query.orders.StoredOrder;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentCatalog;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.documentinterchange.logicalstructure.PDMarkedContentReference;
import org.apache.pdfbox.pdmodel.documentinterchange.logicalstructure.PDStructureElement;
import org.apache.pdfbox.pdmodel.documentinterchange.logicalstructure.PDStructureNode;
import org.apache.pdfbox.pdmodel.documentinterchange.markedcontent.PDMarkedContent;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.text.PDFMarkedContentExtractor;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.pdfbox.text.TextPosition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the layout of a PDF. {@link PrintedDocumentTest} tests the texts of documents. */
class InvoicePdfTest {

    private static byte[] pdf(String details) {
        return InvoicePdf.of(PrintedDocument.of(order("a1", "v1", 0, details).received()));
    }

    private static String text(byte[] pdf) throws IOException {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            PDFTextStripper stripper = new PDFTextStripper();
            // Sorts the texts by their position on the page.
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
    void showsTheMainPartsOfAnInvoice() throws IOException {
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
                .contains(
                        "Seller Buyer\nShop Name and address missing\nStreet Account a1\nTown\nVendor v1\n")
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
                .startsWith(
                        "Credit note\nCN-20261123-0000-0000-03KV-1\n"
                                + "Contains all credits so far. Replaces all earlier credit notes of"
                                + " this invoice.\n")
                .contains("What happened to the order Credited\n")
                .contains("Cancelled 9.00\n23 November 2026, 10:13 UTC · reason: too <late>\n")
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

    /**
     * The tags are in the sequence in which a screen reader reads them: the seller, then the buyer,
     * then the table, row by row. The address of the buyer is one Arabic letter. The PDF draws a
     * form of this letter, but a screen reader reads the letter itself.
     */
    @Test
    void hasTagsForScreenReaders() throws IOException {
        byte[] pdf =
                pdf(
                        """
                        {"currency":"EUR","seller":{"name":"Shop","address":["Street","Town"]},\
                        "buyer":{"name":"בית","address":"و"},\
                        "lines":[{"description":"Espresso","amount":"9","size":"S"}],"table":7}""");

        try (PDDocument document = Loader.loadPDF(pdf)) {
            PDDocumentCatalog catalog = document.getDocumentCatalog();
            assertThat(catalog.getMarkInfo().isMarked()).isTrue();
            assertThat(catalog.getViewerPreferences().displayDocTitle()).isTrue();
            assertThat(tags(document))
                    .containsSequence("H1 Invoice", "P INV-20261123-0000-0000-03KV", "L", "LI")
                    .containsSequence("Sect", "H2 Seller", "P Shop", "P Street Town", "P Vendor v1")
                    .containsSequence("Sect", "H2 Buyer", "P בית", "P و")
                    .containsSequence(
                            "Table",
                            "TR",
                            "TH Description",
                            "TH Quantity",
                            "TH Unit price",
                            "TH Amount",
                            "TR",
                            "TD Espresso size: S",
                            "TD",
                            "TD",
                            "TD 9.00",
                            "L",
                            "LI",
                            "Lbl Total",
                            "LBody EUR 9.00",
                            "P This document states no taxes. It is not a tax invoice where the"
                                    + " law demands tax amounts.",
                            "H2 Details of the order")
                    .containsSubsequence("H2 Seller", "H2 Buyer", "Table")
                    .endsWith("L", "LI", "Lbl table", "LBody 7");
        }
    }

    /**
     * A screen reader skips artifacts. The page number is an artifact, and so are the headings of
     * the table on each page after the first.
     */
    @Test
    void tagsContinueOnTheNextPage_andHeadingsAreReadOnce() throws IOException {
        byte[] pdf =
                pdf("{\"lines\":" + array(60, i -> "{\"description\":\"Item " + i + "\"}") + "}");

        try (PDDocument document = Loader.loadPDF(pdf)) {
            assertThat(document.getNumberOfPages()).isGreaterThan(1);
            assertThat(tags(document))
                    .contains("TD Item 0", "TD Item 59")
                    .containsOnlyOnce("TH Description");
            for (PDPage page : document.getPages()) {
                assertThat(page.getStructParents()).isEqualTo(document.getPages().indexOf(page));
                assertThat(marks(page)).extracting(PDMarkedContent::getTag).contains("Artifact");
            }
        }
    }

    /** The tags in the sequence in which they are read, each with its text. */
    private static List<String> tags(PDDocument document) throws IOException {
        Map<PDPage, Map<Integer, String>> texts = new HashMap<>();
        for (PDPage page : document.getPages()) {
            Map<Integer, String> textsOfPage = new HashMap<>();
            for (PDMarkedContent mark : marks(page)) {
                textsOfPage.put(mark.getMCID(), textOf(mark));
            }
            texts.put(page, textsOfPage);
        }
        List<String> tags = new ArrayList<>();
        addTags(document.getDocumentCatalog().getStructureTreeRoot(), texts, tags);
        return tags;
    }

    private static List<PDMarkedContent> marks(PDPage page) throws IOException {
        PDFMarkedContentExtractor extractor = new PDFMarkedContentExtractor();
        extractor.processPage(page);
        return extractor.getMarkedContents();
    }

    private static String textOf(PDMarkedContent mark) {
        return mark.getContents().stream()
                .map(glyph -> ((TextPosition) glyph).getUnicode())
                .collect(Collectors.joining());
    }

    private static void addTags(
            PDStructureNode node, Map<PDPage, Map<Integer, String>> texts, List<String> tags) {
        for (Object kid : node.getKids()) {
            int last = tags.size() - 1;
            if (kid instanceof PDMarkedContentReference text) {
                tags.set(
                        last, tags.get(last) + " " + texts.get(text.getPage()).get(text.getMCID()));
                continue;
            }
            PDStructureElement tag = (PDStructureElement) kid;
            if (tag.getActualText() != null) {
                tags.set(last, tags.get(last) + " " + tag.getActualText());
            } else {
                tags.add(tag.getStructureType());
                addTags(tag, texts, tags);
            }
        }
    }

    /**
     * An amount with 15 digits before the point and 3 after it. Its column becomes wider, and the
     * column of the descriptions becomes narrower.
     */
    @Test
    void aLongAmountIsOnOneLine() throws IOException {
        String amount = "999,999,999,999,999.999";

        assertThat(
                        text(
                                pdf(
                                        """
                                        {"currency":"BHD","lines":[{"description":"A machine",\
                                        "quantity":1,"unitprice":"999999999999999.999",\
                                        "amount":"999999999999999.999"}]}""")))
                .contains("A machine 1 " + amount + " " + amount + "\n")
                .contains("Sum of the lines " + amount + "\n");
    }

    /**
     * An amount with 24 digits before the point. That is too long for the column of the amounts.
     */
    @Test
    void anAmountThatIsTooLongIsDividedOnlyBetweenGroupsOfDigits() throws IOException {
        ReceivedOrder usual = order("a1", "v1", 0, "{\"currency\":\"EUR\"}").received();
        Order order = usual.order();
        Order huge =
                Order.restore(
                        order.id(),
                        order.account(),
                        order.vendor(),
                        order.orderDate(),
                        Optional.empty(),
                        new BigDecimal("999999999999999.99"),
                        999_999_999,
                        order.details());

        assertThat(
                        text(
                                InvoicePdf.of(
                                        PrintedDocument.of(
                                                new ReceivedOrder(huge, usual.receivedAt())))))
                .contains(
                        " 999,999,999 999,999,999,999,999.99 999,999,998,999,999,990,\n",
                        " 000,000.01\n",
                        "Total EUR 999,999,998,999,999,990,000,000.01\n");
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
        // Two letters of Urdu. Only the letter before them is in the font.
        assertThat(text(pdf("{\"note\":\"\u0628\u06C1 \u06D2\"}")))
                .contains("[U+06C1]", "[U+06D2]");
        assertThat(text(pdf("{\"note\":\"Größe\"}"))).doesNotContain("The HTML page shows it.");
    }

    @Test
    void drawsHebrewFromRightToLeft() throws IOException {
        try (PDDocument document = new PDDocument()) {
            PdfFont font = PdfFont.load(document, "DejaVuSans.ttf");

            assertThat(font.inDrawingOrder("שלום (12) abc")).isEqualTo("abc (12) םולש");
            assertThat(font.inDrawingOrder("abc שלום!")).isEqualTo("abc םולש!");
            // The vowel mark still follows its letter.
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
            assertThat(font.lines("99,999,999.99", font.width("99,999,99")))
                    .containsExactly("99,999,", "999.99");
            assertThat(font.lines("M M,MMM", width)).containsExactly("M", "M,", "MMM");
            assertThat(font.lines("i MMMMM", font.width("MMMM") + 0.05f))
                    .containsExactly("i", "MMMM", "M");
            assertThat(font.lines(",iMMMMM", width)).containsExactly(",", "iMMM", "MM");
            assertThat(font.lines("M\nMM", width)).containsExactly("M", "MM");
            assertThat(font.lines("", width)).containsExactly("");
            assertThat(font.lines("M", 0.1f)).containsExactly("M");
            // The zero-width joiner is left out. The letter has the form that it would have before
            // another letter.
            assertThat(font.lines("ه\u200D", width)).containsExactly("\uFEEB");
        }
    }

    @Test
    void sixtyLinesWithNestedOptionsFillAtMostFourPages() throws IOException {
        String lines =
                IntStream.rangeClosed(1, 60)
                        .mapToObj(
                                i ->
                                        """
                                        {"description":"Caffè macchiato %s","quantity":1,\
                                        "unitprice":"4.50","options":{"size":"large",\
                                        "milk":{"type":"oat","ml":120,"temperature":"hot"},\
                                        "extras":["vanilla","caramel",{"shot":2}]},\
                                        "note":"please leave the lid off the cup"}"""
                                                .formatted(i))
                        .collect(Collectors.joining(","));

        byte[] pdf = pdf("{\"currency\":\"EUR\",\"lines\":[" + lines + "]}");

        assertThat(pages(pdf)).isBetween(2, 4);
        String text = text(pdf);
        assertThat(text).contains("Caffè macchiato 1 ", "Caffè macchiato 60 ");
        for (int page = 1; page <= pages(pdf); page++) {
            assertThat(text)
                    .contains(
                            "\nINV-20261123-0000-0000-03KV · page "
                                    + page
                                    + " of "
                                    + pages(pdf)
                                    + "\n");
        }
        // At least one later page repeats the headings.
        assertThat(text.split("Description Quantity", -1)).hasSizeGreaterThan(2);
    }

    /** In the second case the lines add up to the total, so the total is the only sum. */
    @ParameterizedTest
    @ValueSource(strings = {"", ",\"amount\":9,\"size\":\"S\""})
    void theLastLineAndTheTotalAreOnTheSamePage(String more) throws IOException {
        for (int count = 30; count <= 90; count++) {
            String lines =
                    IntStream.range(1, count)
                            .mapToObj("{\"description\":\"Item %s\"},"::formatted)
                            .collect(Collectors.joining());
            String last = "{\"description\":\"The last\"" + more + "}";

            String text = text(pdf("{\"lines\":[" + lines + last + "]}"));

            assertThat(text.substring(text.indexOf("The last"), text.indexOf("\nTotal ")))
                    .doesNotContain("page");
        }
    }

    /**
     * The first detail has ten lines. A row of ten lines is not divided: if it does not fit, it
     * moves to the next page. Then the heading must move with it.
     */
    @Test
    void theHeadingOfTheDetailsIsOnThePageOfTheFirstDetail() throws IOException {
        String note = array(10, i -> "\"note " + i + "\"");
        for (int count = 20; count <= 50; count++) {
            String lines = array(count, i -> "{\"description\":\"Item " + i + "\"}");

            String text = text(pdf("{\"lines\":" + lines + ",\"a\":" + note + "}"));

            assertThat(text).contains("Details of the order\na note 0\n");
        }
    }

    @Test
    void noTextIsSmallerThanEightPoints() throws IOException {
        try (PDDocument document = Loader.loadPDF(pdf("{\"table\":7}"))) {
            for (PDMarkedContent mark : marks(document.getPage(0))) {
                assertThat(mark.getContents())
                        .allSatisfy(
                                glyph ->
                                        assertThat(((TextPosition) glyph).getFontSizeInPt())
                                                .isGreaterThanOrEqualTo(8));
            }
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
    void showsTheDeepestDetails_andWideDetailsFillFewPages() throws IOException {
        String deep = "{\"a\":".repeat(29) + "{\"leaf\":1}" + ",\"b\":1}".repeat(29);
        String wide =
                IntStream.range(0, 9_000).mapToObj(i -> "[]").collect(Collectors.joining(","));

        assertThat(text(pdf(deep))).contains("leaf: 1");
        assertThat(pages(pdf("{\"wide\":[" + wide + "]}"))).isLessThan(30);
    }

    /**
     * The details of each order in this test have less than 80,000 bytes. If each line end, each
     * element and each member began a new line, the details would fill more than a hundred pages.
     */
    @ParameterizedTest
    @MethodSource
    void manyLineEndsElementsOrMembersFillFewPages(String details) throws IOException {
        assertThat(pages(pdf(details))).isLessThan(60);
    }

    static Stream<String> manyLineEndsElementsOrMembersFillFewPages() {
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
