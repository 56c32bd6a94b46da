package io.orderstream.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdempotencyKeyTest {

    @Test
    void hasATime_aText_andBits() {
        IdempotencyKey key = IdempotencyKey.of(Events.KEY);

        assertThat(key.time()).isEqualTo(Instant.parse("2026-11-23T10:11:12.128Z"));
        assertThat(key.value()).isEqualTo(Events.KEY).isEqualTo(key.toString());
        assertThat(IdempotencyKey.ofBits(key.high(), key.low())).isEqualTo(key);
    }

    @Test
    void isTheSameInUpperCase() {
        assertThat(IdempotencyKey.parse(Events.KEY.toUpperCase(Locale.ROOT)))
                .contains(IdempotencyKey.of(Events.KEY));
    }

    @Test
    void mayBeInQuotes_butOnlyInAHeader() {
        assertThat(IdempotencyKey.ofHeader(Events.KEY)).contains(IdempotencyKey.of(Events.KEY));
        assertThat(IdempotencyKey.ofHeader('"' + Events.KEY + '"'))
                .contains(IdempotencyKey.of(Events.KEY));
        assertThat(IdempotencyKey.parse('"' + Events.KEY + '"')).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\"\"",
                "\"",
                "1",
                "retry-1",
                "\"01a207e3-6280-7c41-9f2e-5d2b7a1f0e6d",
                "01a207e3-6280-7c41-9f2e-5d2b7a1f0e6d\"",
                "'01a207e3-6280-7c41-9f2e-5d2b7a1f0e6d'",
                "{01a207e3-6280-7c41-9f2e-5d2b7a1f0e6d}",
                " 01a207e3-6280-7c41-9f2e-5d2b7a1f0e6d",
                "01a207e362807c419f2e5d2b7a1f0e6d",
                "01a207e3-6280-4c41-9f2e-5d2b7a1f0e6d", // version 4
                "01a207e3-6280-8c41-9f2e-5d2b7a1f0e6d", // version 8
                "01a207e3-6280-7c41-1f2e-5d2b7a1f0e6d", // another variant
                "01a207e3-6280-7c41-cf2e-5d2b7a1f0e6d", // another variant
                "01a207e3-6280-7c41-9f2e-5d2b7a1f0e6g",
                "01a207e3-6280-7c41-9f2e-5d2b7a1f0e6d, 01a207e3-6280-7c41-9f2e-5d2b7a1f0e6d"
            })
    void invalidTextsAreRefused(String text) {
        assertThat(IdempotencyKey.ofHeader(text)).isEmpty();
        assertThatThrownBy(() -> IdempotencyKey.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("idempotencykey: expected a UUID version 7");
    }

    @Test
    void bitsOfAnotherUuidAreRefused() {
        assertThatThrownBy(() -> IdempotencyKey.ofBits(0x01a207e362804c41L, 0x9f2e5d2b7a1f0e6dL))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
