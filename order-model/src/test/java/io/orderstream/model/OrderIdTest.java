package io.orderstream.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrderIdTest {

    private static final String TEXT = "019aafd1-3b4c-8f21-9c3e-5d2b7a1f0e6d";

    @Test
    void textAndBitsGiveTheSameId() {
        OrderId id = OrderId.of(TEXT);

        assertThat(id.value()).isEqualTo(TEXT);
        assertThat(OrderId.ofBits(id.high(), id.low())).isEqualTo(id);
        assertThat(id.orderDateMillis().toEpochMilli()).isEqualTo(0x019aafd13b4cL);
    }

    /**
     * Flink assigns the job's keyed state to key groups by the hash code of the order id. If the
     * hash code changed, the job would not find its state in a snapshot.
     */
    @ParameterizedTest
    @CsvSource({
        "019aafd1-3b4c-8f21-9c3e-5d2b7a1f0e6d, -587762762",
        "00000000-0000-8000-8000-000000000000, -2147450880",
        "ffffffff-ffff-8fff-bfff-ffffffffffff, 1073770496"
    })
    void theHashNeverChanges(String text, int hash) {
        assertThat(OrderId.of(text)).hasSameHashCodeAs(OrderId.of(text)).hasToString(text);
        assertThat(OrderId.of(text).hashCode()).isEqualTo(hash);
    }

    @Test
    void idsSortLikeTheirTexts() {
        SplittableRandom random = new SplittableRandom(7);
        List<String> texts =
                Stream.generate(() -> id(random.nextLong(), random.nextLong()).value())
                        .limit(1_000)
                        .collect(Collectors.toList());

        assertThat(texts.stream().map(OrderId::of).sorted().map(OrderId::value))
                .containsExactlyElementsOf(texts.stream().sorted().collect(Collectors.toList()));
    }

    @ParameterizedTest
    @CsvSource({
        "0x019aafd13b4c4f21, 0x9c3e5d2b7a1f0e6d", // version 4
        "0x019aafd13b4c8f21, 0x1c3e5d2b7a1f0e6d", // another variant
        "0x019aafd13b4c8f21, 0xdc3e5d2b7a1f0e6d" // another variant
    })
    void bitsOfAnotherUuidAreRefused(String high, String low) {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                OrderId.ofBits(
                                        Long.parseUnsignedLong(high.substring(2), 16),
                                        Long.parseUnsignedLong(low.substring(2), 16)))
                .withMessage("orderid: expected a UUID version 8 in lower case");
    }

    private static OrderId id(long high, long low) {
        return OrderId.ofBits((high & ~0xf000L) | 0x8000L, (low >>> 2) | Long.MIN_VALUE);
    }
}
