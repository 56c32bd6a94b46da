package io.orderstream.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.model.wire.EventDocument;
import io.orderstream.model.wire.OrderDocument;
import java.math.BigDecimal;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MoneyTest {

    private static final Instant RECEIVED = Instant.parse("2026-11-28T10:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "4.50, 2, 4.5, 9",
        "5.0, 2, 5, 10",
        "2.5, 1e3, 2.5, 2500",
        "19.99, 100, 19.99, 1999",
        "0.00, 7, 0, 0",
        "-0, 7, 0, 0",
        "0.000000001, 1, 0.000000001, 0.000000001",
        "0.000000001, 999999999999, 0.000000001, 999.999999999",
        "1E+14, 1E+11, 100000000000000, 10000000000000000000000000",
    })
    void orderDocumentsShowPlainAmounts_withoutTrailingZeros(
            String price, String quantity, String unitPrice, String total) {
        Order order =
                Orders.parse(
                        Orders.withDetails(
                                "{\"unitprice\":\"" + price + "\",\"quantity\":" + quantity + "}"));

        assertThat(OrderDocument.format(new ReceivedOrder(order, RECEIVED)))
                .contains("\"unitprice\":\"" + unitPrice + "\",\"quantity\":")
                .contains(",\"total\":\"" + total + "\",");
        assertThat(order.total().toPlainString()).isEqualTo(total);
    }

    @ParameterizedTest
    @CsvSource({
        "4.50, 4.5",
        "50.0, 50",
        "0.000000001, 0.000000001",
        "1E+14, 100000000000000",
    })
    void eventDocumentsShowPlainAmounts_withoutTrailingZeros(String amount, String plain) {
        String refunded = Events.event("refunded", ",\"amount\":\"" + amount + '"');

        assertThat(EventDocument.format(Events.received(refunded)))
                .endsWith(",\"amount\":\"" + plain + "\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "9, EUR, 9.00",
        "4.5, USD, 4.50",
        "0.125, EUR, 0.125",
        "1999, JPY, '1,999'",
        "4.5, JPY, 4.5",
        "1, BHD, 1.000",
        "1, CLF, 1.0000",
        "12, XAU, 12.00",
        "12, eur, 12.00",
        "12, '', 12.00",
        "12, EURO, 12.00",
        "12.3456, nonsense, 12.3456",
        "999, EUR, 999.00",
        "2.5E+3, EUR, '2,500.00'",
        "-1234567.5, KWD, '-1,234,567.500'",
        "123456789012345.123456789, EUR, '123,456,789,012,345.123456789'",
    })
    void peopleSeeTheDecimalsOfTheCurrency_andThousandsSeparators(
            String amount, String currency, String shown) {
        assertThat(Money.forPeople(new BigDecimal(amount), Money.currency(currency)))
                .isEqualTo(shown);
    }

    @Test
    void twoSpellingsOfAPriceGiveTheSameOrderId() {
        assertThat(Orders.parse(Orders.withPrice("\"4.50\"")).id())
                .isEqualTo(Orders.parse(Orders.withPrice("45e-1")).id());
    }

    @Property
    void formattingNeverChangesTheValueOfAnAmount(
            @ForAll @BigRange(max = "999999999999999") @Scale(9) BigDecimal amount,
            @ForAll @IntRange(max = 3) int zeros) {
        BigDecimal written = amount.setScale(amount.scale() + zeros);

        assertThat(new BigDecimal(Money.plain(written))).isEqualByComparingTo(amount);
        assertThat(Money.plain(written)).isEqualTo(Money.plain(amount)).doesNotContain("E");
        String forPeople = Money.forPeople(written, Money.currency("EUR"));
        assertThat(new BigDecimal(forPeople.replace(",", ""))).isEqualByComparingTo(amount);
    }
}
