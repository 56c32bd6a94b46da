package io.orderstream.query.invoices;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VisibleTextTest {

    @Test
    void showsTextsOfManyScriptsAsTheyAre() {
        String text = "Größe, Ελένη, Київ, שלום, بيت, 日本, 🫘 👩\u200D🍳 ☕\uFE0F, o\u0301";

        assertThat(VisibleText.of(text)).isEqualTo(text);
    }

    @Test
    void showsTheCodePointOfACharacter_thatIsInvisibleOrChangesTheDirection() {
        assertThat(VisibleText.of("a\u0000b\u001bc\u007fd\u009fe\ufefff"))
                .isEqualTo("a[U+0000]b[U+001B]c[U+007F]d[U+009F]e[U+FEFF]f");
        assertThat(VisibleText.of("9\u202e001\u202c\u2066x\u2069"))
                .isEqualTo("9[U+202E]001[U+202C][U+2066]x[U+2069]");
        assertThat(VisibleText.of("\uffff\ufdd0\ud83f\udffe\udb40\udc41"))
                .isEqualTo("[U+FFFF][U+FDD0][U+1FFFE][U+E0041]");
        assertThat(VisibleText.of("\u3164\u115f\uffa0\u2800\ufe00\u034f\udb40\udd00\ue000\u2065"))
                .isEqualTo(
                        "[U+3164][U+115F][U+FFA0][U+2800][U+FE00][U+034F][U+E0100][U+E000][U+2065]");
    }

    @Test
    void aTextOfManyLines_isShownOnOneLine() {
        assertThat(VisibleText.of("a\n".repeat(11))).isEqualTo("a\n".repeat(11));
        assertThat(VisibleText.of("a\n".repeat(12))).isEqualTo("a ↵ ".repeat(12));
        assertThat(VisibleText.oneLine("a\r\nb")).isEqualTo("a ↵ b");
    }

    @Test
    void turnsEachLineEndIntoANewline_andEachTabIntoBlanks() {
        assertThat(VisibleText.of("a\r\nb\rc\nd\u2028e\u2029f\u0085g\th"))
                .isEqualTo("a\nb\nc\nd\ne\nf\ng    h");
    }
}
