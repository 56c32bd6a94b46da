package io.orderstream.query.invoices;

/**
 * Makes the text of a client safe to show. Each character that a reader cannot see is replaced by
 * its code point, as in {@code [U+202E]}. The same happens to each character that begins or ends a
 * directional embedding, override or isolate. So no text can hide another text of the document, or
 * change the direction of another text. Blanks are kept, and so are invisible characters that texts
 * need, such as the soft hyphen. A text that has only blanks and such characters looks empty. Most
 * characters that Unicode has not assigned yet are kept, too.
 *
 * <pre>{@code
 * VisibleText.of("9\u202E001"); // 9[U+202E]001
 * }</pre>
 */
final class VisibleText {

    /**
     * Invisible characters that texts need, and that cannot hide anything: soft hyphen, the marks
     * of Arabic, Hebrew and Persian, the joiner and the selectors of emoji, and places where a line
     * may or may not end.
     */
    private static final String HARMLESS =
            "\u00AD\u061C\u200B\u200C\u200D\u200E\u200F\u2060\uFE0E\uFE0F";

    /**
     * Invisible characters that are not harmless. For most of them, Unicode's category does not
     * show that they are invisible, so {@link #isHarmless} needs this list. Each of them has
     * Unicode's property Default_Ignorable_Code_Point (DerivedCoreProperties.txt), or is the empty
     * Braille pattern. Each pair is the first and the last character of a range.
     */
    private static final int[] EMPTY = {
        0x034F, 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180F, 0x2065, 0x2065, 0x2800,
        0x2800, 0x3164, 0x3164, 0xFE00, 0xFE0D, 0xFFA0, 0xFFA0, 0xFFF0, 0xFFF8, 0xE0000, 0xE0FFF
    };

    /** A text with more lines than this is shown on one line. */
    private static final int MAX_LINES = 12;

    private static final String LINE_END_SIGN = " \u21B5 ";

    private VisibleText() {}

    /**
     * The visible text. Each line end becomes {@code \n}, and each tab becomes blanks. A text with
     * more than {@value #MAX_LINES} lines is shown on one line, as by {@link #oneLine}, so that a
     * small text never fills pages.
     */
    static String of(String text) {
        String lines = visible(text);
        return lines.chars().filter(character -> character == '\n').count() < MAX_LINES
                ? lines
                : onOneLine(lines);
    }

    /** The visible text, with the sign {@code ↵} instead of each line end. */
    static String oneLine(String text) {
        return onOneLine(visible(text));
    }

    private static String onOneLine(String lines) {
        return lines.replace("\n", LINE_END_SIGN);
    }

    private static String visible(String text) {
        StringBuilder visible = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); ) {
            int character = text.codePointAt(i);
            i += Character.charCount(character);
            if (character == '\r' && i < text.length() && text.charAt(i) == '\n') {
                continue;
            }
            if (isLineEnd(character)) {
                visible.append('\n');
            } else if (character == '\t') {
                visible.append("    ");
            } else if (isHarmless(character)) {
                visible.appendCodePoint(character);
            } else {
                visible.append(codePointOf(character));
            }
        }
        return visible.toString();
    }

    /** The code point of a character: {@code [U+202E]}. */
    static String codePointOf(int character) {
        return String.format("[U+%04X]", character);
    }

    /** Whether a character is only a hint for the layout of a text, and has no shape of its own. */
    static boolean isInvisible(int character) {
        return HARMLESS.indexOf(character) >= 0;
    }

    private static boolean isLineEnd(int character) {
        return character == '\n'
                || character == '\r'
                || character == 0x85
                || character == 0x2028
                || character == 0x2029;
    }

    private static boolean isHarmless(int character) {
        boolean isNoCharacter =
                (character & 0xFFFE) == 0xFFFE || (character >= 0xFDD0 && character <= 0xFDEF);
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.SURROGATE, Character.PRIVATE_USE -> false;
            case Character.FORMAT -> isInvisible(character);
            default -> !isNoCharacter && !isEmpty(character);
        };
    }

    private static boolean isEmpty(int character) {
        for (int i = 0; i < EMPTY.length; i += 2) {
            if (character >= EMPTY[i] && character <= EMPTY[i + 1]) {
                return true;
            }
        }
        return false;
    }
}
