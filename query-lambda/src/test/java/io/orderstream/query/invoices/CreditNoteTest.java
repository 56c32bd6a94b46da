package io.orderstream.query.invoices;

import static io.orderstream.query.orders.StoredOrders.id;
import static io.orderstream.query.orders.StoredOrders.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.model.DecidedEvent;
import io.orderstream.model.OrderLife;
import io.orderstream.model.ReceivedEvent;
import io.orderstream.query.orders.StoredEvents;
import io.orderstream.query.orders.StoredOrder;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Tests the credit note of an order whose total is 9. */
class CreditNoteTest {

    private static final StoredOrder ORDER = order("v1", 1);

    private static Optional<CreditNote> of(ReceivedEvent... events) {
        return CreditNote.of(OrderLife.of(ORDER.received(), List.of(events)));
    }

    private static void assertNote(CreditNote note, int version, String credited) {
        assertThat(note.number()).isEqualTo(id("v1", 1) + "-" + version);
        assertThat(note.credited()).isEqualByComparingTo(new BigDecimal(credited));
    }

    @Test
    void aPlacedOrFulfilledOrderHasNoCreditNote() {
        assertThat(of()).isEmpty();
        assertThat(of(StoredEvents.fulfilled(ORDER, 1))).isEmpty();
        assertThat(of(StoredEvents.refunded(ORDER, 1, "9.01"))).isEmpty();
    }

    @Test
    void theTotalOfACancelledOrderIsCredited_evenIfAPartWasRefundedBefore() {
        assertNote(of(StoredEvents.cancelled(ORDER, 1)).orElseThrow(), 1, "9");
        assertNote(
                of(StoredEvents.refunded(ORDER, 1, "4"), StoredEvents.cancelled(ORDER, 2))
                        .orElseThrow(),
                2,
                "9");
    }

    @Test
    void theSumOfTheRefundsThatHadAnEffectIsCredited() {
        assertNote(
                of(
                                StoredEvents.refunded(ORDER, 1, "4"),
                                StoredEvents.fulfilled(ORDER, 2),
                                StoredEvents.refunded(ORDER, 3, "0.5"),
                                StoredEvents.refunded(ORDER, 4, "5"))
                        .orElseThrow(),
                3,
                "4.5");
    }

    @Test
    void aCreditNoteHasTheEventsThatHadAnEffect() {
        ReceivedEvent refund = StoredEvents.refunded(ORDER, 1, "4");
        ReceivedEvent cancellation = StoredEvents.cancelled(ORDER, 3);

        assertThat(
                        of(
                                        refund,
                                        StoredEvents.copy(refund, 2),
                                        cancellation,
                                        StoredEvents.fulfilled(ORDER, 4))
                                .orElseThrow()
                                .events())
                .extracting(DecidedEvent::received)
                .containsExactly(refund, cancellation);
    }
}
