package io.orderstream.embedded.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PercentEscapesTest {

    @ParameterizedTest
    @CsvSource({"a+b, a+b", "a%2Bb%20c, a+b c", "a+b%zz, a+b%zz", "a%2, a%2", "'', ''"})
    void aPathIsDecoded_unlessAnEscapeIsInvalid(String path, String decoded) {
        assertThat(PercentEscapes.decodePath(path)).isEqualTo(decoded);
    }

    @ParameterizedTest
    @CsvSource({"a+b, a b", "a%2Bb, a+b", "a+b%zz, a+b%zz"})
    void aPlusInAQueryIsASpace_unlessAnEscapeIsInvalid(String text, String decoded) {
        assertThat(PercentEscapes.decodeQuery(text)).isEqualTo(decoded);
    }
}
