package io.orderstream.query.invoices;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.PDPageContentStream.AppendMode;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.documentinterchange.logicalstructure.PDStructureElement;

/**
 * Fills A4 pages with rows of text from top to bottom. A short row that does not fit moves to the
 * next page. A long row begins on this page if ten of its lines fit, and continues on the next.
 * Lengths are in points (1/72 inch).
 */
final class PdfPages {

    /** The left margin. */
    static final float LEFT = 42;

    /** Where the right margin begins. */
    static final float RIGHT = 553;

    private static final float TOP = 802;
    private static final float BOTTOM = 50;
    private static final float FOOTER = 30;

    /** The distance between two lines, as a multiple of the font size. */
    private static final float LEADING = 1.27f;

    /** A row with at most this many lines is not divided between two pages. */
    private static final int MAX_LINES_TOGETHER = 10;

    /**
     * A text in a row.
     *
     * @param tag tells a screen reader what kind of text this is
     * @param size of the font
     * @param start the left edge
     * @param end the right edge
     * @param atEnd whether the text ends at the right edge, as numbers do
     */
    record Cell(
            PDStructureElement tag,
            PdfFont font,
            float size,
            float start,
            float end,
            boolean atEnd,
            String text) {}

    /** One of the lines into which the text of a cell is divided. */
    private record TextLine(Cell cell, String text) {}

    private final PDDocument pdf;
    private final PdfTags tags;
    private PDPageContentStream page;
    private float y;
    private Cell[] heading = {};

    /** Starts the first page. */
    PdfPages(PDDocument pdf, PdfTags tags) throws IOException {
        this.pdf = pdf;
        this.tags = tags;
        this.page = start();
    }

    private PDPageContentStream start() throws IOException {
        PDPage next = new PDPage(PDRectangle.A4);
        pdf.addPage(next);
        y = TOP;
        return new PDPageContentStream(pdf, next);
    }

    /** Starts a new page if this page has less room than this height. */
    void need(float height) throws IOException {
        if (y - height < BOTTOM) {
            page.close();
            page = start();
            if (heading.length > 0) {
                // A screen reader reads the heading only once, at the start of the table.
                writeHeading(false);
            }
        }
    }

    /** Leaves room between two rows. */
    void space(float height) {
        y -= height;
    }

    /** Draws a horizontal line from {@code start} to the right margin. */
    void rule(float start, float thickness) throws IOException {
        y -= 3;
        page.beginMarkedContent(COSName.ARTIFACT);
        page.setLineWidth(thickness);
        page.moveTo(start, y);
        page.lineTo(RIGHT, y);
        page.stroke();
        page.endMarkedContent();
    }

    /** Writes a heading that is repeated on each page until {@link #endTable}. */
    void startTable(Cell... cells) throws IOException {
        need(MAX_LINES_TOGETHER * cells[0].size());
        heading = cells;
        writeHeading(true);
    }

    void endTable() {
        heading = new Cell[] {};
    }

    private void writeHeading(boolean isRead) throws IOException {
        row(isRead, heading);
        rule(LEFT, 0.8f);
    }

    /** Writes texts beside each other. Each text takes as many lines as it needs. */
    void row(Cell... cells) throws IOException {
        row(true, cells);
    }

    private void row(boolean isRead, Cell... cells) throws IOException {
        write(isRead, Arrays.stream(cells).map(List::of).toList());
    }

    /** Writes two columns beside each other. The texts of a column are below each other. */
    void columns(List<Cell> left, List<Cell> right) throws IOException {
        write(true, List.of(left, right));
    }

    /** How much room a row needs to begin on this page. */
    float height(Cell... cells) throws IOException {
        return height(linesOf(Arrays.stream(cells).map(List::of).toList()));
    }

    private static float height(List<List<TextLine>> columns) {
        return Math.min(count(columns), MAX_LINES_TOGETHER) * leading(columns);
    }

    private static int count(List<List<TextLine>> columns) {
        return columns.stream().mapToInt(List::size).max().orElse(0);
    }

    /** The distance between the lines: that of the largest font. */
    private static float leading(List<List<TextLine>> columns) {
        float size = 0;
        for (List<TextLine> column : columns) {
            for (TextLine line : column) {
                size = Math.max(size, line.cell().size());
            }
        }
        return size * LEADING;
    }

    private static List<List<TextLine>> linesOf(List<List<Cell>> columns) throws IOException {
        List<List<TextLine>> texts = new ArrayList<>();
        for (List<Cell> column : columns) {
            List<TextLine> lines = new ArrayList<>();
            for (Cell cell : column) {
                float width = (cell.end() - cell.start()) / cell.size();
                for (String line : cell.font().lines(cell.text(), width)) {
                    lines.add(new TextLine(cell, line));
                }
            }
            texts.add(lines);
        }
        return texts;
    }

    private void write(boolean isRead, List<List<Cell>> columns) throws IOException {
        List<List<TextLine>> texts = linesOf(columns);
        float leading = leading(texts);
        need(height(texts));
        for (int i = 0; i < count(texts); i++) {
            need(leading);
            y -= leading;
            for (List<TextLine> column : texts) {
                if (i < column.size()) {
                    write(isRead, column.get(i).cell(), column.get(i).text());
                }
            }
        }
    }

    private void write(boolean isRead, Cell cell, String line) throws IOException {
        if (line.isEmpty()) {
            return;
        }
        String drawn = cell.font().inDrawingOrder(line);
        if (isRead) {
            tags.begin(page, cell.tag(), line, drawn);
        } else {
            page.beginMarkedContent(COSName.ARTIFACT);
        }
        float start =
                cell.atEnd() ? cell.end() - cell.size() * cell.font().width(line) : cell.start();
        draw(page, cell.font(), cell.size(), start, y, drawn);
        page.endMarkedContent();
    }

    private static void draw(
            PDPageContentStream to, PdfFont font, float size, float x, float y, String drawn)
            throws IOException {
        to.beginText();
        to.setFont(font.embedded(), size);
        to.newLineAtOffset(x, y);
        to.showText(drawn);
        to.endText();
    }

    /** Ends the last page and writes the number of each page at its foot. */
    void end(PdfFont font, float size, String name) throws IOException {
        page.close();
        int count = pdf.getNumberOfPages();
        for (int i = 0; i < count; i++) {
            String text = name + " · page " + (i + 1) + " of " + count;
            try (PDPageContentStream foot =
                    new PDPageContentStream(pdf, pdf.getPage(i), AppendMode.APPEND, true, true)) {
                foot.beginMarkedContent(COSName.ARTIFACT);
                draw(foot, font, size, RIGHT - size * font.width(text), FOOTER, text);
                foot.endMarkedContent();
            }
        }
    }
}
