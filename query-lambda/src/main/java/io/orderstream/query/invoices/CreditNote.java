package io.orderstream.query.invoices;

import io.orderstream.model.DecidedEvent;
import io.orderstream.model.Money;
import io.orderstream.model.OrderLife;
import io.orderstream.model.OrderStatus;
import io.orderstream.model.storage.IssuedDocument;
import io.orderstream.model.wire.EventDocument;
import io.orderstream.model.wire.OrderDocument;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The credit note of an order that was cancelled or refunded. It says by how much the amount of the
 * invoice is reduced. The invoice itself never changes. The number of a credit note contains the
 * version of the order. So there is another credit note after each further event that has an
 * effect. Each credit note has the whole amount that was taken back so far.
 *
 * <pre>{@code
 * CreditNote note = CreditNote.of(life).orElseThrow();
 * note.number();   // 019a…-2
 * note.credited(); // 4.5
 * }</pre>
 */
public final class CreditNote {

    private final OrderLife life;

    private CreditNote(OrderLife life) {
        this.life = life;
    }

    /** The credit note for this state. Empty if the order is neither cancelled nor refunded. */
    public static Optional<CreditNote> of(OrderLife life) {
        boolean isCancelled = life.status() == OrderStatus.CANCELLED;
        return isCancelled || life.refunded().signum() > 0
                ? Optional.of(new CreditNote(life))
                : Optional.empty();
    }

    /** The order's id, a hyphen, and the order's version. */
    public String number() {
        return life.order().orderId() + "-" + life.version();
    }

    /** The order's total minus {@link OrderLife#net()}. */
    public BigDecimal credited() {
        return life.order().order().total().subtract(life.net());
    }

    /** The order and its state. */
    OrderLife life() {
        return life;
    }

    /** The events that had an effect, in the sequence of the log. Their count is the version. */
    List<DecidedEvent> events() {
        return life.events().stream().filter(DecidedEvent::hasEffect).toList();
    }

    /**
     * The document for programs, on one line:
     *
     * <pre>{@code
     * {"number":"019a…-2","credited":"4.5","order":{…,"status":"fulfilled",…},"events":[{…},{…}]}
     * }</pre>
     */
    String toJson() {
        // The number and the amount have no characters that need escaping.
        return "{\"number\":\""
                + number()
                + "\",\"credited\":\""
                + Money.plain(credited())
                + "\",\"order\":"
                + OrderDocument.format(life)
                + ",\"events\":["
                + events().stream()
                        .map(event -> EventDocument.format(event.received()))
                        .collect(Collectors.joining(","))
                + "]}";
    }

    /** The key of this document in the bucket. */
    String key(IssuedDocument format) {
        return format.creditNoteKey(
                life.order().account(), life.order().order().vendor(), number());
    }

    /** The name under which a browser saves this document. */
    String fileName(IssuedDocument format) {
        return DownloadName.ofCreditNote(number(), format);
    }
}
