package io.orderstream.query.invoices;

import java.io.IOException;
import java.io.InputStream;
import java.text.Bidi;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.fontbox.ttf.CmapLookup;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.font.PDType0Font;

/**
 * A font in a PDF. It measures texts, divides them into lines and puts their characters in drawing
 * order. The font is DejaVu Sans. It has Latin, Greek, Cyrillic, Armenian, Georgian, Hebrew and
 * Arabic letters, and many symbols. Any other character is written as its code point, as in {@code
 * [U+65E5]}.
 */
final class PdfFont {

    private static final String FOLDER = "/net/sf/jasperreports/fonts/dejavu/";

    /**
     * Pairs of mirror images. In right-to-left text, each character of a pair is drawn as the other
     * one.
     */
    private static final String MIRRORED = "()[]{}<>«»‹›≤≥";

    private final TrueTypeFont shapes;
    private final CmapLookup glyphs;
    private final PDType0Font embedded;
    private final Map<Integer, Float> widths = new HashMap<>();
    private boolean lacksCharacters;

    private PdfFont(TrueTypeFont shapes, PDType0Font embedded) throws IOException {
        this.shapes = shapes;
        this.glyphs = shapes.getUnicodeCmapLookup();
        this.embedded = embedded;
    }

    /** Embeds this font in a PDF, with only the letters that the PDF uses. */
    static PdfFont load(PDDocument pdf, String file) throws IOException {
        try (InputStream stream = PdfFont.class.getResourceAsStream(FOLDER + file)) {
            if (stream == null) {
                throw new IllegalStateException("The jar has no font " + file);
            }
            TrueTypeFont shapes =
                    new TTFParser().parse(new RandomAccessReadBuffer(stream.readAllBytes()));
            // With ligatures, a text would be narrower than the sum of its letters.
            shapes.setEnableGsub(false);
            return new PdfFont(shapes, PDType0Font.load(pdf, shapes, true));
        }
    }

    PDType0Font embedded() {
        return embedded;
    }

    /** How wide a text is, as a multiple of the font size. */
    float width(String text) throws IOException {
        float width = 0;
        for (int i = 0; i < text.length(); ) {
            int character = text.codePointAt(i);
            width += width(character);
            i += Character.charCount(character);
        }
        return width;
    }

    private float width(int character) throws IOException {
        Float known = widths.get(character);
        if (known == null) {
            known =
                    (float) shapes.getAdvanceWidth(glyphs.getGlyphId(character))
                            / shapes.getUnitsPerEm();
            widths.put(character, known);
        }
        return known;
    }

    private boolean canDraw(int character) {
        return glyphs.getGlyphId(character) != 0;
    }

    /**
     * Divides a text into lines of at most this width. A word that is too long for a line is
     * divided after a comma, for example between the groups of a long number. A long word without a
     * comma is divided anywhere. Only a line of one character may be wider.
     *
     * @param width as a multiple of the font size
     */
    List<String> lines(String text, float width) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String paragraph : drawable(text).split("\n", -1)) {
            int start = 0;
            int lastBlank = -1;
            int lastComma = -1;
            float used = 0;
            for (int i = 0; i < paragraph.length(); ) {
                int character = paragraph.codePointAt(i);
                while (used + width(character) > width && i > start && character != ' ') {
                    int last = lastBlank >= start ? lastBlank : lastComma;
                    int end = last >= start ? last + 1 : i;
                    lines.add(paragraph.substring(start, end).stripTrailing());
                    start = end;
                    used = width(paragraph.substring(start, i));
                }
                if (character == ' ') {
                    lastBlank = i;
                } else if (character == ',') {
                    lastComma = i;
                }
                used += width(character);
                i += Character.charCount(character);
            }
            lines.add(paragraph.substring(start).stripTrailing());
        }
        return lines;
    }

    /** Whether any text so far had a character that the font cannot draw. */
    boolean lacksCharacters() {
        return lacksCharacters;
    }

    /**
     * The text. Each character that the font cannot draw is replaced by its code point. Invisible
     * characters are left out.
     */
    private String drawable(String text) {
        StringBuilder drawable = new StringBuilder(text.length());
        // NFC turns a letter with marks into one character, where Unicode has such a character. The
        // font has nearly all of these characters, if it has the letters.
        ArabicForms.join(Normalizer.normalize(text, Normalizer.Form.NFC), this::canDraw)
                .codePoints()
                .filter(character -> !VisibleText.isInvisible(character))
                .forEach(
                        character -> {
                            if (character == '\n' || canDraw(character)) {
                                drawable.appendCodePoint(character);
                            } else {
                                lacksCharacters = true;
                                drawable.append(VisibleText.codePointOf(character));
                            }
                        });
        return drawable.toString();
    }

    /**
     * The characters of a line from left to right, as they are drawn. Parts of the line may be
     * right-to-left text.
     */
    String inDrawingOrder(String line) {
        if (!Bidi.requiresBidi(line.toCharArray(), 0, line.length())) {
            return line;
        }
        Bidi bidi = new Bidi(line, Bidi.DIRECTION_DEFAULT_LEFT_TO_RIGHT);
        int count = bidi.getRunCount();
        byte[] levels = new byte[count];
        String[] runs = new String[count];
        for (int i = 0; i < count; i++) {
            levels[i] = (byte) bidi.getRunLevel(i);
            String run = line.substring(bidi.getRunStart(i), bidi.getRunLimit(i));
            runs[i] = levels[i] % 2 == 0 ? run : reversed(run);
        }
        Bidi.reorderVisually(levels, 0, runs, 0, count);
        return String.join("", runs);
    }

    /** The letters in reverse. The marks of a letter still come after the letter. */
    private static String reversed(String run) {
        List<String> letters = new ArrayList<>();
        for (int i = 0; i < run.length(); ) {
            int character = run.codePointAt(i);
            i += Character.charCount(character);
            int mirrored = MIRRORED.indexOf(character);
            String letter =
                    mirrored < 0
                            ? Character.toString(character)
                            : MIRRORED.substring(mirrored ^ 1, (mirrored ^ 1) + 1);
            boolean isMark = Character.getType(character) == Character.NON_SPACING_MARK;
            if (isMark && !letters.isEmpty()) {
                letters.set(letters.size() - 1, letters.get(letters.size() - 1) + letter);
            } else {
                letters.add(letter);
            }
        }
        Collections.reverse(letters);
        return String.join("", letters);
    }
}
