package io.orderstream.embedded.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordSummaryTest {

    private static RecordSummary of(String beginning) {
        return RecordSummary.of(beginning.getBytes(UTF_8));
    }

    private static RecordSummary summary(String type, String account) {
        return new RecordSummary(Optional.of(type), Optional.of(account));
    }

    @Test
    void anOrderHasItsAccount() {
        assertThat(of("{\"order\":{\"vendorid\":\"v1\",\"accountid\":\"a1\",\"details\":{}}}"))
                .isEqualTo(summary("order", "a1"));
    }

    @Test
    void anEventHasItsType() {
        assertThat(of("{\"event\":{\"type\":\"cancelled\",\"accountid\":\"a1\"}}"))
                .isEqualTo(summary("cancelled", "a1"));
    }

    /**
     * The summary of an order uses only the order's own {@code accountid}. The type in this summary
     * is always {@code order}, even if the order or its details have a member {@code type}.
     */
    @Test
    void membersOfDetailsAreNotThoseOfTheOrder() {
        assertThat(
                        of(
                                """
                                {"order": {"details": {"accountid": "a8", "type": "cancelled"},
                                    "type": "refunded", "lines": [{"accountid": "a9"}],
                                    "accountid": "a1"}}
                                """))
                .isEqualTo(summary("order", "a1"));
    }

    @Test
    void theBeginningOfALongRecordIsEnough() {
        assertThat(of("{\"order\":{\"accountid\":\"a1\",\"vendorid\":\"v"))
                .isEqualTo(summary("order", "a1"));
        assertThat(of("{\"order\":{\"details\":{\"text\":\"…"))
                .isEqualTo(new RecordSummary(Optional.of("order"), Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no JSON",
                "\u00ff\u0000",
                "[{\"order\":{}}]",
                "{}",
                "{\"order\":\"a1\"}",
                "{\"orders\":[{\"accountid\":\"a1\"}]}",
                "{\"event\":{\"type\":7}}"
            })
    void otherRecordsHaveNoTypeAndNoAccount(String beginning) {
        assertThat(of(beginning)).isEqualTo(new RecordSummary(Optional.empty(), Optional.empty()));
    }
}
