package io.orderstream.acceptance.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** A file's bytes are its lines' and their newlines, nothing else. */
class StoreTest {

    @Test
    void aLineIsAllBetweenTwoNewlines() {
        assertThat(Store.linesOf("k", "a\nb\r\n\nc\n"))
                .extracting(Store.Line::text)
                .containsExactly("a", "b\r", "", "c");
    }

    @Test
    void aFileThatEndsInALineIsCutOff() {
        assertThatThrownBy(() -> Store.linesOf("the/key", "a\nb"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("the/key ends in the middle of a line");
    }
}
