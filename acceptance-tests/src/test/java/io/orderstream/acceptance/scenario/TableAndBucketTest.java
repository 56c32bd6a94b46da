package io.orderstream.acceptance.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** A file consists of lines and their newlines, and of nothing else. */
class TableAndBucketTest {

    @Test
    void aLineBeginsAfterTheBytesOfTheLinesBeforeIt() {
        assertThat(TableAndBucket.linesOf("k", "é\n\nc\n"))
                .extracting(TableAndBucket.Line::offset)
                .containsExactly(0, 3, 4);
    }

    @Test
    void aLineIsEverythingBetweenTwoNewlines() {
        assertThat(TableAndBucket.linesOf("k", "a\nb\r\n\nc\n"))
                .extracting(TableAndBucket.Line::text)
                .containsExactly("a", "b\r", "", "c");
    }

    @Test
    void aFileWithoutAFinalNewlineIsAnError() {
        assertThatThrownBy(() -> TableAndBucket.linesOf("the/key", "a\nb"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("the/key ends in the middle of a line");
    }
}
