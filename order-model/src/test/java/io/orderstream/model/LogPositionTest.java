package io.orderstream.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogPositionTest {

    private static final String MOST =
            "99999999999999999999999999999999999999999999999999999999999" + "9";

    @Test
    void hasTheSequenceNumberIn60Digits_andTheIndexInTheAggregate() {
        assertThat(
                        LogPosition.of(
                                        "49671246667567228643283430150187087033331423165230874626",
                                        17)
                                .value())
                .isEqualTo(
                        "000049671246667567228643283430150187087033331423165230874626-0000000017");
        assertThat(LogPosition.of("0", 0).value())
                .isEqualTo("0".repeat(60) + "-0000000000")
                .isEqualTo(LogPosition.of("000", 0).value());
        assertThat(LogPosition.of(MOST, Integer.MAX_VALUE).value()).isEqualTo(MOST + "-2147483647");
    }

    @Property
    void positionsSortBySequenceNumberThenByIndex_andSoDoTheirTexts(
            @ForAll @BigRange(min = "0", max = MOST) BigInteger one,
            @ForAll @BigRange(min = "0", max = MOST) BigInteger other,
            @ForAll @IntRange int index,
            @ForAll @IntRange int otherIndex) {
        LogPosition first = LogPosition.of(one.toString(), index);
        LogPosition second = LogPosition.of(other.toString(), otherIndex);
        int expected = one.compareTo(other);
        expected = expected == 0 ? Integer.compare(index, otherIndex) : expected;

        assertThat(Integer.signum(first.compareTo(second))).isEqualTo(expected);
        assertThat(Integer.signum(first.value().compareTo(second.value()))).isEqualTo(expected);
        assertThat(first.equals(second)).isEqualTo(expected == 0);
        assertThat(LogPosition.parse(first.value())).isEqualTo(first).hasSameHashCodeAs(first);
    }

    @Property
    void theLastIndexComesBeforeTheNextSequenceNumber(
            @ForAll @BigRange(min = "0", max = "99999999999999999999999999999999999999999")
                    BigInteger one) {
        LogPosition last = LogPosition.of(one.toString(), Integer.MAX_VALUE);
        LogPosition next = LogPosition.of(one.add(BigInteger.ONE).toString(), 0);

        assertThat(last).isLessThan(next);
        assertThat(last.value()).isLessThan(next.value());
    }

    @ParameterizedTest
    @CsvSource({"'', 0", "1x, 0", "-1, 0", "١, 0", "1, -1"})
    void invalidSequenceNumbersAndIndexesAreRefused(String sequenceNumber, int index) {
        assertThatThrownBy(() -> LogPosition.of(sequenceNumber, index))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> LogPosition.of(MOST + "0", 0))
                .hasMessage("Sequence number: expected 1 to 60 digits");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "49671246-0000000000",
                "000000000000000000000000000000000000000000000000000000000001",
                "000000000000000000000000000000000000000000000000000000000001#0000000000",
                "00000000000000000000000000000000000000000000000000000000000x-0000000000",
                "000000000000000000000000000000000000000000000000000000000001-000000000x",
                "000000000000000000000000000000000000000000000000000000000001-2147483648"
            })
    void invalidTextsAreRefused(String text) {
        assertThatThrownBy(() -> LogPosition.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "sequence: expected 60 digits, a hyphen and 10 digits up to 2147483647");
    }
}
