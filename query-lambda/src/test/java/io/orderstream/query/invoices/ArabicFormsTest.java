package io.orderstream.query.invoices;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ArabicFormsTest {

    private static String join(String text) {
        return ArabicForms.join(text, form -> true);
    }

    @Test
    void aLetterJoinsItsNeighbours() {
        // Beh at the beginning of a word, yeh in the middle, and teh at the end.
        assertThat(join("بيت")).isEqualTo("\uFE91\uFEF4\uFE96");
        // Beh alone, and beh beside Latin letters, which it does not join.
        assertThat(join("ب xبy")).isEqualTo("\uFE8F x\uFE8Fy");
    }

    @Test
    void someLettersDoNotJoinTheNextOne() {
        // Dal and reh do not join the next letter. Peh is a letter of Persian.
        assertThat(join("پدر")).isEqualTo("\uFB58\uFEAA\uFEAD");
    }

    @Test
    void lamWithAlefIsOneShape() {
        assertThat(join("سلام")).isEqualTo("\uFEB3\uFEFC\uFEE1");
        assertThat(join("لا")).isEqualTo("\uFEFB");
    }

    @Test
    void marksBetweenLettersDoNotSeparateThem() {
        assertThat(join("بَت")).isEqualTo("\uFE91\u064E\uFE96");
    }

    @Test
    void aLetterJoinsATatweel_andAZeroWidthJoiner() {
        assertThat(join("ه\u0640")).isEqualTo("\uFEEB\u0640");
        assertThat(join("ه\u200D")).isEqualTo("\uFEEB\u200D");
        assertThat(join("\u200Dه")).isEqualTo("\u200D\uFEEA");
    }

    @Test
    void otherTextsStayAsTheyAre() {
        assertThat(join("Größe שלום 日本 🫘")).isEqualTo("Größe שלום 日本 🫘");
    }
}
