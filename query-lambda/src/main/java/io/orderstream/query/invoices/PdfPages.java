package io.orderstream.query.invoices;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.PDPageContentStream.AppendMode;
import org.apache.pdfbox.pdmodel.common.PDRectangle;

/**
 * Fills A4 pages with rows of text from top to bottom. A row that does not fit continues on the
 * next page. Lengths are in points (1/72 inch).
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
     * @param size of the font
     * @param start the left edge
     * @param end the right edge
     * @param atEnd whether the text ends at the right edge, as numbers do
     */
    record Cell(PdfFont font, float size, float start, float end, boolean atEnd, String text) {}

    private final PDDocument pdf;
    private PDPageContentStream page;
    private float y;
    private Cell[] heading = {};

    /** Starts the first page. */
    PdfPages(PDDocument pdf) throws IOException {
        this.pdf = pdf;
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
                writeHeading();
            }
        }
    }

    /** Leaves room between two rows. */
    void space(float height) {
        y -= height;
    }

    /** Draws a line from margin to margin. */
    void rule(float thickness) throws IOException {
        y -= 3;
        page.setLineWidth(thickness);
        page.moveTo(LEFT, y);
        page.lineTo(RIGHT, y);
        page.stroke();
    }

    /** Writes a heading that is repeated on each page until {@link #endTable}. */
    void startTable(Cell... cells) throws IOException {
        need(MAX_LINES_TOGETHER * cells[0].size());
        heading = cells;
        writeHeading();
    }

    void endTable() {
        heading = new Cell[] {};
    }

    private void writeHeading() throws IOException {
        row(heading);
        rule(0.8f);
    }

    /** Writes texts beside each other. Each text takes as many lines as it needs. */
    void row(Cell... cells) throws IOException {
        float leading = 0;
        int lines = 0;
        List<List<String>> texts = new ArrayList<>();
        for (Cell cell : cells) {
            texts.add(cell.font().lines(cell.text(), (cell.end() - cell.start()) / cell.size()));
            lines = Math.max(lines, texts.get(texts.size() - 1).size());
            leading = Math.max(leading, cell.size() * LEADING);
        }
        need(Math.min(lines, MAX_LINES_TOGETHER) * leading);
        for (int i = 0; i < lines; i++) {
            need(leading);
            y -= leading;
            for (int column = 0; column < cells.length; column++) {
                if (i < texts.get(column).size()) {
                    write(cells[column], texts.get(column).get(i), page, y);
                }
            }
        }
    }

    private static void write(Cell cell, String line, PDPageContentStream to, float y)
            throws IOException {
        if (line.isEmpty()) {
            return;
        }
        float start =
                cell.atEnd() ? cell.end() - cell.size() * cell.font().width(line) : cell.start();
        to.beginText();
        to.setFont(cell.font().embedded(), cell.size());
        to.newLineAtOffset(start, y);
        to.showText(cell.font().inDrawingOrder(line));
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
                write(new Cell(font, size, LEFT, RIGHT, true, text), text, foot, FOOTER);
            }
        }
    }
}
