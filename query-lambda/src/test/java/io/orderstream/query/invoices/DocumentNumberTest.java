package io.orderstream.query.invoices;

import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.model.AccountId;
import io.orderstream.model.Details;
import io.orderstream.model.Order;
import io.orderstream.model.OrderId;
import io.orderstream.model.VendorId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DocumentNumberTest {

    private static Order order(String id) {
        return Order.restore(
                OrderId.of(id),
                AccountId.of("a1"),
                VendorId.of("v1"),
                Instant.parse("2026-11-23T23:59:59.999Z"),
                Optional.empty(),
                new BigDecimal("4.5"),
                2,
                Details.ofJson("{}"));
    }

    /** The order id and the invoice number are the examples of docs/order-format.md. */
    @Test
    void hasTheOrdersDay_andSixtyBitsOfItsHash() {
        Order order = order("01a207e3-627b-8a1f-b4ba-f587d21b0fba");

        assertThat(DocumentNumber.invoice(order)).isEqualTo("INV-20261123-9EQN-GZ91-P3XT");
        assertThat(DocumentNumber.creditNote(order, 12)).isEqualTo("CN-20261123-9EQN-GZ91-P3XT-12");
    }

    @Test
    void usesEachOfTheSixtyBits() {
        assertThat(DocumentNumber.invoice(order("01a207e3-627b-8a1f-bfff-ffffffffffff")))
                .isEqualTo("INV-20261123-ZZZZ-ZZZZ-ZZZZ");
        assertThat(DocumentNumber.invoice(order("01a207e3-627b-8a1f-8000-000000000001")))
                .isEqualTo("INV-20261123-0000-0000-0001");
    }
}
