package io.orderstream.acceptance.journey;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;

/** What Chromium prints of a page. */
record PrintedView(int pages, String text) {

    /** Reads a PDF. */
    static PrintedView of(byte[] pdf) {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            String text = new PDFTextStripper().getText(document);
            return new PrintedView(document.getNumberOfPages(), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The text without white space, so that line ends do not matter. */
    String withoutSpaces() {
        return text.replaceAll("\\s", "");
    }
}
