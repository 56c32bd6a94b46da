package io.orderstream.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EventIdTest {

    private static final String TEXT = "019aafd1-3b4c-8f21-9c3e-5d2b7a1f0e6d";

    @Test
    void textAndBitsGiveTheSameId() {
        EventId id = EventId.of(TEXT);

        assertThat(id.value()).isEqualTo(TEXT).isEqualTo(id.toString());
        assertThat(EventId.ofBits(id.high(), id.low())).isEqualTo(id).hasSameHashCodeAs(id);
    }

    @Test
    void invalidTextsAndBitsAreRefused() {
        for (String other :
                List.of(
                        "",
                        TEXT.replace("8f21", "7f21"),
                        TEXT.replace("9c3e", "cc3e"),
                        TEXT.toUpperCase(Locale.ROOT))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> EventId.of(other))
                    .withMessage("eventid: expected a UUID version 8 in lower case");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EventId.ofBits(0x019aafd13b4c7f21L, 0x9c3e5d2b7a1f0e6dL))
                .withMessage("eventid: expected a UUID version 8 in lower case");
    }

    @Test
    void idsSortLikeTheirTexts() {
        SplittableRandom random = new SplittableRandom(7);
        List<String> texts =
                Stream.generate(() -> id(random.nextLong(), random.nextLong()).value())
                        .limit(1_000)
                        .collect(Collectors.toList());

        assertThat(texts.stream().map(EventId::of).sorted().map(EventId::value))
                .containsExactlyElementsOf(texts.stream().sorted().collect(Collectors.toList()));
    }

    private static EventId id(long high, long low) {
        return EventId.ofBits((high & ~0xf000L) | 0x8000L, (low >>> 2) | Long.MIN_VALUE);
    }
}
