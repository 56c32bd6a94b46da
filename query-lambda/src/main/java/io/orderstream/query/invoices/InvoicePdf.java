package io.orderstream.query.invoices;

import io.orderstream.query.invoices.PdfPages.Cell;
import io.orderstream.query.invoices.PrintedDocument.Detail;
import io.orderstream.query.invoices.PrintedDocument.Fact;
import io.orderstream.query.invoices.PrintedDocument.Line;
import io.orderstream.query.invoices.PrintedDocument.Party;
import io.orderstream.query.invoices.PrintedDocument.Sum;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.documentinterchange.logicalstructure.PDStructureElement;
import org.apache.pdfbox.pdmodel.interactive.viewerpreferences.PDViewerPreferences;

/**
 * An invoice or a credit note as a PDF on A4 pages. The same document always gives the same bytes.
 *
 * <p>Only this class, {@link PdfFont}, {@link PdfPages} and {@link PdfTags} use PDFBox. So the
 * classes of PDFBox are loaded for the first PDF, and not in a cold start (docs/decisions/0015).
 */
final class InvoicePdf {

    private static final String LACKS_CHARACTERS =
            "A text such as [U+4E2D] stands for a character that the fonts of this PDF lack. The HTML"
                    + " page shows it.";

    private static final float TITLE = 18;
    private static final float NUMBER = 11;
    private static final float TEXT = 9;
    private static final float SMALL = 7;

    private static final float LEFT = PdfPages.LEFT;
    private static final float RIGHT = PdfPages.RIGHT;

    // The columns of the lines. Numbers end at the right edge of their column. A column becomes
    // wider for a long number, up to a limit that leaves room for the description.
    private static final float QUANTITY = 57;
    private static final float MAX_QUANTITY = 72;
    private static final float PRICE = 82;
    private static final float AMOUNT = 90;
    private static final float MAX_MONEY = 135;
    private static final float GAP = 8;

    private static final float FACT_TEXT = 150;
    private static final float MIDDLE = 300;
    private static final float SUM = 270;
    private static final float SUM_NAME = 60;
    private static final float DETAIL_TEXT = 190;
    private static final float INDENT = 9;

    private final PrintedDocument document;
    private final PdfTags tags;
    private final PdfPages pages;
    private final PdfFont regular;
    private final PdfFont bold;

    private InvoicePdf(
            PrintedDocument document, PdfTags tags, PdfPages pages, PdfFont regular, PdfFont bold) {
        this.document = document;
        this.tags = tags;
        this.pages = pages;
        this.regular = regular;
        this.bold = bold;
    }

    /** The PDF of this document. */
    static byte[] of(PrintedDocument document) {
        try (PDDocument pdf = new PDDocument()) {
            // Otherwise the id in the file would depend on the time.
            pdf.setDocumentId((long) document.number().hashCode());
            pdf.getDocumentInformation().setTitle(document.title() + " " + document.number());
            pdf.getDocumentCatalog().setLanguage("en");
            PDViewerPreferences preferences = new PDViewerPreferences();
            preferences.setDisplayDocTitle(true);
            pdf.getDocumentCatalog().setViewerPreferences(preferences);
            PdfFont regular = PdfFont.load(pdf, "DejaVuSans.ttf");
            PdfFont bold = PdfFont.load(pdf, "DejaVuSans-Bold.ttf");
            PdfTags tags = new PdfTags(pdf);
            PdfPages pages = new PdfPages(pdf, tags);
            new InvoicePdf(document, tags, pages, regular, bold).write();
            pages.end(regular, SMALL, document.number());
            tags.end();
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            pdf.save(bytes);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make the PDF of " + document.number(), e);
        }
    }

    private void write() throws IOException {
        pages.row(left(tags.add("H1"), bold, TITLE, LEFT, RIGHT, document.title()));
        pages.space(GAP / 2);
        pages.row(left(tags.add("P"), regular, NUMBER, LEFT, RIGHT, document.number()));
        if (!document.scope().isEmpty()) {
            pages.row(left(tags.add("P"), regular, TEXT, LEFT, RIGHT, document.scope()));
        }
        pages.space(TEXT);
        PDStructureElement facts = tags.add("L");
        for (Fact fact : document.facts()) {
            PDStructureElement item = PdfTags.add(facts, "LI");
            pages.row(
                    name(item, regular, SMALL, LEFT, FACT_TEXT - GAP, fact.name()),
                    left(body(item), regular, TEXT, FACT_TEXT, RIGHT, fact.text()));
        }
        writeParties(document.parties().get(0), document.parties().get(1));
        writeLines();
        writeSums();
        writeDetails();
        if (regular.lacksCharacters() || bold.lacksCharacters()) {
            pages.space(TEXT);
            pages.row(left(tags.add("P"), regular, SMALL, LEFT, RIGHT, LACKS_CHARACTERS));
        }
    }

    /** A screen reader reads all of the seller before the buyer. */
    private void writeParties(Party seller, Party buyer) throws IOException {
        PDStructureElement one = tags.add("Sect");
        PDStructureElement other = tags.add("Sect");
        pages.space(TITLE);
        pages.row(
                left(PdfTags.add(one, "H2"), bold, SMALL, LEFT, MIDDLE - GAP, seller.role()),
                left(PdfTags.add(other, "H2"), bold, SMALL, MIDDLE, RIGHT, buyer.role()));
        writeBeside(one, other, bold, TEXT, seller.name(), buyer.name());
        writeBeside(one, other, regular, TEXT, seller.address(), buyer.address());
        writeBeside(one, other, regular, SMALL, seller.gap(), buyer.gap());
        writeBeside(one, other, regular, SMALL, seller.id(), buyer.id());
    }

    private void writeBeside(
            PDStructureElement one,
            PDStructureElement other,
            PdfFont font,
            float size,
            String left,
            String right)
            throws IOException {
        if (!left.isEmpty() || !right.isEmpty()) {
            pages.row(
                    left(PdfTags.add(one, "P"), font, size, LEFT, MIDDLE - GAP, left),
                    left(PdfTags.add(other, "P"), font, size, MIDDLE, RIGHT, right));
        }
    }

    private void writeLines() throws IOException {
        pages.space(TITLE);
        List<String> headings = document.columns();
        float priceEnd = RIGHT - GAP - width(3, AMOUNT, MAX_MONEY, Line::amount);
        float quantityEnd = priceEnd - GAP - width(2, PRICE, MAX_MONEY, Line::unitPrice);
        float descriptionEnd = quantityEnd - GAP - width(1, QUANTITY, MAX_QUANTITY, Line::quantity);
        float[] ends = {descriptionEnd, quantityEnd, priceEnd, RIGHT};
        PDStructureElement table = tags.add("Table");
        PDStructureElement first = PdfTags.add(table, "TR");
        pages.startTable(
                columns(() -> PdfTags.addColumnHeading(first), bold, SMALL, ends, headings));
        for (Iterator<Line> lines = document.lines().iterator(); lines.hasNext(); ) {
            Line line = lines.next();
            // A line and its second row start on the same page. The last line and the total are on
            // the same page.
            pages.need((lines.hasNext() ? 3 : 4 + 2 * document.sums().size()) * TEXT);
            PDStructureElement row = PdfTags.add(table, "TR");
            Cell[] cells =
                    columns(
                            () -> PdfTags.add(row, "TD"),
                            regular,
                            TEXT,
                            ends,
                            List.of(
                                    line.description(),
                                    line.quantity(),
                                    line.unitPrice(),
                                    line.amount()));
            pages.row(cells);
            if (line.hasMore()) {
                pages.row(left(cells[0].tag(), regular, SMALL, LEFT, RIGHT, line.more()));
            }
            pages.rule(0.3f);
        }
        pages.endTable();
    }

    /** How wide a column of numbers is. A column without a heading has no numbers. */
    private float width(int column, float least, float most, Function<Line, String> number)
            throws IOException {
        if (document.columns().get(column).isEmpty()) {
            return -GAP;
        }
        float width = least;
        for (Line line : document.lines()) {
            width = Math.max(width, TEXT * regular.width(number.apply(line)) + 1);
        }
        return Math.min(width, most);
    }

    /** The cells of those columns that have a heading. */
    private Cell[] columns(
            Supplier<PDStructureElement> tag,
            PdfFont font,
            float size,
            float[] ends,
            List<String> texts) {
        List<Cell> cells = new ArrayList<>();
        cells.add(left(tag.get(), font, size, LEFT, ends[0], texts.get(0)));
        for (int column = 1; column < ends.length; column++) {
            if (!document.columns().get(column).isEmpty()) {
                cells.add(
                        right(
                                tag.get(),
                                font,
                                size,
                                ends[column - 1] + GAP,
                                ends[column],
                                texts.get(column)));
            }
        }
        return cells.toArray(Cell[]::new);
    }

    private void writeSums() throws IOException {
        PDStructureElement sums = tags.add("L");
        for (Sum sum : document.sums()) {
            PDStructureElement item = PdfTags.add(sums, "LI");
            PdfFont font = sum.isTotal() ? bold : regular;
            float size = sum.isTotal() ? NUMBER : TEXT;
            float text = Math.max(RIGHT - 1 - size * font.width(sum.text()), SUM + SUM_NAME + GAP);
            pages.row(
                    name(item, font, size, SUM, text - GAP, sum.name()),
                    right(body(item), font, size, text, RIGHT, sum.text()));
        }
        pages.space(SMALL / 2);
        for (String note : document.notes()) {
            pages.row(left(tags.add("P"), regular, SMALL, SUM, RIGHT, note));
        }
    }

    private void writeDetails() throws IOException {
        if (!document.hasDetails()) {
            return;
        }
        pages.space(TITLE);
        // The heading is never the last line of a page.
        pages.need(4 * TEXT);
        pages.row(left(tags.add("H2"), bold, TEXT, LEFT, RIGHT, "Details of the order"));
        pages.space(SMALL / 2);
        PDStructureElement details = tags.add("L");
        for (Detail detail : document.details()) {
            float start = LEFT + INDENT * detail.indent();
            PDStructureElement item = PdfTags.add(details, "LI");
            if (detail.text().isEmpty()) {
                // A row without a text is the heading of deeper rows. It may take the whole line.
                pages.row(name(item, regular, SMALL, start, RIGHT, detail.name()));
            } else {
                pages.row(
                        name(item, regular, SMALL, start, DETAIL_TEXT - GAP, detail.name()),
                        left(body(item), regular, SMALL, DETAIL_TEXT, RIGHT, detail.text()));
            }
        }
    }

    private static Cell name(
            PDStructureElement item,
            PdfFont font,
            float size,
            float start,
            float end,
            String text) {
        return left(PdfTags.add(item, "Lbl"), font, size, start, end, text);
    }

    private static PDStructureElement body(PDStructureElement item) {
        return PdfTags.add(item, "LBody");
    }

    private static Cell left(
            PDStructureElement tag, PdfFont font, float size, float start, float end, String text) {
        return new Cell(tag, font, size, start, end, false, text);
    }

    private static Cell right(
            PDStructureElement tag, PdfFont font, float size, float start, float end, String text) {
        return new Cell(tag, font, size, start, end, true, text);
    }
}
