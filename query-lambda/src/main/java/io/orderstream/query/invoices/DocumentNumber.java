package io.orderstream.query.invoices;

import io.orderstream.model.Order;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The number that is printed on an invoice or a credit note, short enough to read out. It consists
 * of the order's day in UTC and of 60 of the 74 bits of the hash in the order's id, so no counter
 * is needed. Two orders of the same day have the same number with a probability of 1 in
 * 10<sup>18</sup>.
 *
 * <pre>{@code
 * DocumentNumber.invoice(order);       // INV-20261123-MZBF-K1M6-3WXX
 * DocumentNumber.creditNote(order, 2); // CN-20261123-MZBF-K1M6-3WXX-2
 * }</pre>
 */
final class DocumentNumber {

    /** Crockford's base 32: digits and letters, without I, L, O and U. */
    private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private static final int HASH_BITS = 60;
    private static final int DIGIT_BITS = 5;
    private static final int GROUP = 4;

    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuuMMdd", Locale.ROOT).withZone(ZoneOffset.UTC);

    private DocumentNumber() {}

    static String invoice(Order order) {
        return "INV-" + of(order);
    }

    /** Each credit note belongs to one version of the order. */
    static String creditNote(Order order, int version) {
        return "CN-" + of(order) + "-" + version;
    }

    private static String of(Order order) {
        StringBuilder number = new StringBuilder(DAY.format(order.orderDate()));
        for (int shift = HASH_BITS - DIGIT_BITS, i = 0; shift >= 0; shift -= DIGIT_BITS, i++) {
            if (i % GROUP == 0) {
                number.append('-');
            }
            number.append(
                    DIGITS.charAt((int) (order.id().low() >>> shift) & (DIGITS.length() - 1)));
        }
        return number.toString();
    }
}
