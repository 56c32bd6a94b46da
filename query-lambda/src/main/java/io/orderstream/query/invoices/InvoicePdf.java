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
    private static final float SMALL = 8;

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
            // Without this, the id in the file would depend on the time.
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

    /**
     * Writes the seller and the buyer beside each other. A screen reader reads all of the seller
     * before the buyer.
     */
    private void writeParties(Party seller, Party buyer) throws IOException {
        pages.space(TITLE);
        pages.columns(column(seller, LEFT, MIDDLE - GAP), column(buyer, MIDDLE, RIGHT));
    }

    private List<Cell> column(Party party, float start, float end) {
        PDStructureElement section = tags.add("Sect");
        List<Cell> column = new ArrayList<>();
        column.add(left(PdfTags.add(section, "H2"), bold, SMALL, start, end, party.role()));
        addText(column, section, bold, TEXT, start, end, party.name());
        addText(column, section, regular, TEXT, start, end, party.address());
        addText(column, section, regular, SMALL, start, end, party.gap());
        addText(column, section, regular, SMALL, start, end, party.id());
        return column;
    }

    private static void addText(
            List<Cell> column,
            PDStructureElement section,
            PdfFont font,
            float size,
            float start,
            float end,
            String text) {
        if (!text.isEmpty()) {
            column.add(left(PdfTags.add(section, "P"), font, size, start, end, text));
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
            Cell more = left(cells[0].tag(), regular, SMALL, LEFT, RIGHT, line.more());
            // Usually the text below a line starts on the same page as the line, and the total is
            // on the page of the last line. If texts are long, a page may end between a line and
            // the text below it, or between the last line and the total.
            float room = (lines.hasNext() ? 3 : 4 + 2 * document.sums().size()) * TEXT;
            if (!lines.hasNext() && document.sums().size() == 1) {
                float height = pages.height(cells) + (line.hasMore() ? pages.height(more) : 0);
                if (height < room) {
                    // The line, the rule and the space below it, and the total.
                    room = Math.max(room, height + 3 + GAP / 2 + 3 * NUMBER);
                }
            }
            pages.need(room);
            pages.row(cells);
            if (line.hasMore()) {
                pages.row(more);
            }
            pages.rule(LEFT, 0.3f);
        }
        pages.endTable();
    }

    /**
     * How wide a column of numbers is. A column without a heading has no numbers. Its width is the
     * gap as a negative number, so that neither the column nor its gap takes room.
     */
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

    /** The cell of the description, and the cells of the other columns that have a heading. */
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
        pages.space(GAP / 2);
        PDStructureElement sums = tags.add("L");
        float least = SUM + SUM_NAME + GAP;
        for (Iterator<Sum> all = document.sums().iterator(); all.hasNext(); ) {
            Sum sum = all.next();
            PDStructureElement item = PdfTags.add(sums, "LI");
            PdfFont font = sum.isTotal() ? bold : regular;
            float width = font.width(sum.text());
            float size = sum.isTotal() && RIGHT - NUMBER * width > least ? NUMBER : TEXT;
            float text = Math.max(RIGHT - 1 - size * width, least);
            if (sum.isTotal() && !all.hasNext()) {
                pages.need(3 * NUMBER);
                pages.rule(SUM, 1.2f);
            }
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
        Cell heading = left(tags.add("H2"), bold, TEXT, LEFT, RIGHT, "Details of the order");
        PDStructureElement details = tags.add("L");
        Iterator<Detail> rows = document.details().iterator();
        Cell[] row = row(details, rows.next());
        // The heading is on the same page as the start of the first row.
        pages.need(pages.height(heading) + SMALL / 2 + pages.height(row));
        pages.row(heading);
        pages.space(SMALL / 2);
        pages.row(row);
        while (rows.hasNext()) {
            pages.row(row(details, rows.next()));
        }
    }

    private Cell[] row(PDStructureElement details, Detail detail) {
        float start = LEFT + INDENT * detail.indent();
        PDStructureElement item = PdfTags.add(details, "LI");
        if (detail.text().isEmpty()) {
            // A row without a text is the heading of deeper rows, or its value is an empty text.
            // The name may take the whole line.
            return new Cell[] {name(item, regular, SMALL, start, RIGHT, detail.name())};
        }
        return new Cell[] {
            name(item, regular, SMALL, start, DETAIL_TEXT - GAP, detail.name()),
            left(body(item), regular, SMALL, DETAIL_TEXT, RIGHT, detail.text())
        };
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
