package io.orderstream.query.invoices;

/**
 * Makes the text of a client safe to show: each character that a reader cannot see, or that changes
 * the direction of the text after it, becomes its number, as in {@code [U+202E]}. So no text of a
 * document can hide or turn around another one.
 *
 * <pre>{@code
 * VisibleText.of("9\u202E001"); // 9[U+202E]001
 * }</pre>
 */
final class VisibleText {

    /**
     * Format characters that texts need and that cannot hide anything: soft hyphen, the marks of
     * Arabic, Hebrew and Persian, the joiner of emoji, and places where a line may or may not end.
     */
    private static final String HARMLESS = "\u00AD\u061C\u200B\u200C\u200D\u200E\u200F\u2060";

    private VisibleText() {}

    /** The text with line ends as {@code \n}. Tabs become blanks. */
    static String of(String text) {
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
                visible.append(numberOf(character));
            }
        }
        return visible.toString();
    }

    /** A character's number: {@code [U+202E]}. */
    static String numberOf(int character) {
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
            case Character.CONTROL, Character.SURROGATE -> false;
            case Character.FORMAT -> isInvisible(character);
            default -> !isNoCharacter;
        };
    }
}
