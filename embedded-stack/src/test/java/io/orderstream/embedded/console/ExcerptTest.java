package io.orderstream.embedded.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExcerptTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 3_071, 3_072, 3_073, 100_000})
    void anExcerptOfBase64IsTheExcerptOfItsBytes_andHasAtMost3072Bytes(int length) {
        byte[] data = new byte[length];
        for (int i = 0; i < length; i++) {
            data[i] = (byte) i;
        }
        String base64 = Base64.getEncoder().encodeToString(data);

        assertThat(Excerpt.base64(base64)).isEqualTo(Excerpt.base64(data));
        assertThat(Base64.getDecoder().decode(Excerpt.base64(data)))
                .isEqualTo(Arrays.copyOf(data, Math.min(length, 3_072)));
        assertThat(Excerpt.decodedLength(base64)).isEqualTo(length);
    }

    @Test
    void aTextIsNotCutInsideACharacter() {
        assertThat(Excerpt.text("ab😀", 4)).isEqualTo("ab😀");
        assertThat(Excerpt.text("ab😀c", 4)).isEqualTo("ab😀");
        assertThat(Excerpt.text("ab😀c", 3)).isEqualTo("ab");
    }

    @Test
    void theBeginningOfAFileIsNotCutInsideACharacter() {
        byte[] half = new byte[] {'a', (byte) 0xc3};

        assertThat(Excerpt.text(half, true)).isEqualTo("a");
        assertThat(Excerpt.text(half, false)).isEqualTo("a\uFFFD");
        assertThat(Excerpt.text("aä".getBytes(UTF_8), true)).isEqualTo("aä");
    }
}
