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
import java.util.Iterator;
import java.util.List;
import org.apache.pdfbox.pdmodel.PDDocument;

/**
 * An invoice or a credit note as a PDF on A4 pages. The same document always gives the same bytes.
 *
 * <p>Only this class, {@link PdfFont} and {@link PdfPages} use PDFBox. So the classes of PDFBox are
 * loaded for the first PDF, and not in a cold start (docs/decisions/0015).
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

    // The columns of the lines. Numbers end at the right edge of their column.
    private static final float DESCRIPTION_END = 300;
    private static final float QUANTITY_END = 365;
    private static final float PRICE_END = 455;
    private static final float GAP = 8;

    private static final float FACT_TEXT = 150;
    private static final float MIDDLE = 300;
    private static final float SUM = 270;
    private static final float SUM_TEXT = 430;
    private static final float TOTAL_TEXT = 340;
    private static final float DETAIL_TEXT = 190;
    private static final float INDENT = 9;

    private final PrintedDocument document;
    private final PdfPages pages;
    private final PdfFont regular;
    private final PdfFont bold;

    private InvoicePdf(PrintedDocument document, PdfPages pages, PdfFont regular, PdfFont bold) {
        this.document = document;
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
            PdfFont regular = PdfFont.load(pdf, "DejaVuSans.ttf");
            PdfFont bold = PdfFont.load(pdf, "DejaVuSans-Bold.ttf");
            PdfPages pages = new PdfPages(pdf);
            new InvoicePdf(document, pages, regular, bold).write();
            pages.end(regular, SMALL, document.number());
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            pdf.save(bytes);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make the PDF of " + document.number(), e);
        }
    }

    private void write() throws IOException {
        pages.row(left(bold, TITLE, LEFT, RIGHT, document.title()));
        pages.space(GAP / 2);
        pages.row(left(regular, NUMBER, LEFT, RIGHT, document.number()));
        pages.space(TEXT);
        for (Fact fact : document.facts()) {
            pages.row(
                    left(regular, SMALL, LEFT, FACT_TEXT - GAP, fact.name()),
                    left(regular, TEXT, FACT_TEXT, RIGHT, fact.text()));
        }
        writeParties(document.parties().get(0), document.parties().get(1));
        writeLines();
        writeSums();
        writeDetails();
        if (regular.lacksCharacters() || bold.lacksCharacters()) {
            pages.space(TEXT);
            pages.row(left(regular, SMALL, LEFT, RIGHT, LACKS_CHARACTERS));
        }
    }

    private void writeParties(Party seller, Party buyer) throws IOException {
        pages.space(TITLE);
        writeBeside(bold, SMALL, seller.role(), buyer.role());
        writeBeside(bold, TEXT, seller.name(), buyer.name());
        writeBeside(regular, TEXT, seller.address(), buyer.address());
        writeBeside(regular, SMALL, seller.id(), buyer.id());
    }

    private void writeBeside(PdfFont font, float size, String one, String other)
            throws IOException {
        if (!one.isEmpty() || !other.isEmpty()) {
            pages.row(
                    left(font, size, LEFT, MIDDLE - GAP, one),
                    left(font, size, MIDDLE, RIGHT, other));
        }
    }

    private void writeLines() throws IOException {
        pages.space(TITLE);
        List<String> columns = document.columns();
        pages.startTable(
                columns(
                        bold,
                        SMALL,
                        columns.get(0),
                        columns.get(1),
                        columns.get(2),
                        columns.get(3)));
        for (Iterator<Line> lines = document.lines().iterator(); lines.hasNext(); ) {
            Line line = lines.next();
            // A line and its second row start on the same page. The last line and the total are on
            // the same page.
            pages.need((lines.hasNext() ? 3 : 4 + 2 * document.sums().size()) * TEXT);
            pages.row(
                    columns(
                            regular,
                            TEXT,
                            line.description(),
                            line.quantity(),
                            line.unitPrice(),
                            line.amount()));
            if (line.hasMore()) {
                pages.row(left(regular, SMALL, LEFT, RIGHT, line.more()));
            }
            pages.rule(0.3f);
        }
        pages.endTable();
    }

    private Cell[] columns(
            PdfFont font,
            float size,
            String description,
            String quantity,
            String unitPrice,
            String amount) {
        return new Cell[] {
            left(font, size, LEFT, DESCRIPTION_END, description),
            right(font, size, DESCRIPTION_END + GAP, QUANTITY_END, quantity),
            right(font, size, QUANTITY_END + GAP, PRICE_END, unitPrice),
            right(font, size, PRICE_END + GAP, RIGHT, amount)
        };
    }

    private void writeSums() throws IOException {
        for (Sum sum : document.sums()) {
            PdfFont font = sum.isTotal() ? bold : regular;
            float size = sum.isTotal() ? NUMBER : TEXT;
            // The total has a larger font and a short name, so its amount starts further left.
            float text = sum.isTotal() ? TOTAL_TEXT : SUM_TEXT;
            pages.row(
                    left(font, size, SUM, text - GAP, sum.name()),
                    right(font, size, text, RIGHT, sum.text()));
        }
        pages.space(SMALL / 2);
        for (String note : document.notes()) {
            pages.row(left(regular, SMALL, SUM, RIGHT, note));
        }
    }

    private void writeDetails() throws IOException {
        if (!document.hasDetails()) {
            return;
        }
        pages.space(TITLE);
        // The heading is never the last line of a page.
        pages.need(4 * TEXT);
        pages.row(left(bold, TEXT, LEFT, RIGHT, "Details of the order"));
        pages.space(SMALL / 2);
        for (Detail detail : document.details()) {
            float start = LEFT + INDENT * detail.indent();
            // A row without a text is the heading of deeper rows. It may take the whole line.
            float end = detail.text().isEmpty() ? RIGHT : DETAIL_TEXT - GAP;
            pages.row(
                    left(regular, SMALL, start, end, detail.name()),
                    left(regular, SMALL, DETAIL_TEXT, RIGHT, detail.text()));
        }
    }

    private static Cell left(PdfFont font, float size, float start, float end, String text) {
        return new Cell(font, size, start, end, false, text);
    }

    private static Cell right(PdfFont font, float size, float start, float end, String text) {
        return new Cell(font, size, start, end, true, text);
    }
}
