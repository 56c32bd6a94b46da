package io.orderstream.model;

import io.orderstream.model.json.Decimals;
import java.math.BigDecimal;
import java.util.Currency;
import java.util.Locale;
import java.util.Optional;

/**
 * Writes amounts of money. Documents for programs (API, archive, JSON invoice) and the table have
 * plain amounts: without trailing zeros after the point, and without an exponent. This does not
 * apply to the numbers inside the details of an order. Documents for people have amounts with at
 * least as many decimals as the currency has.
 *
 * <pre>{@code
 * Money.plain(new BigDecimal("2.5E+3"));                           // 2500
 * Money.forPeople(new BigDecimal("2500"), Money.currency("EUR"));  // 2,500.00
 * Money.forPeople(new BigDecimal("0.125"), Money.currency("EUR")); // 0.125
 * }</pre>
 */
public final class Money {

    /** The number of decimals of an amount without a known currency. */
    private static final int USUAL_DECIMALS = 2;

    private Money() {}

    /** The same amount without trailing zeros after the point, and without an exponent. */
    static BigDecimal canonical(BigDecimal amount) {
        BigDecimal stripped = Decimals.stripped(amount);
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }

    /** The amount as programs read it. */
    public static String plain(BigDecimal amount) {
        return canonical(amount).toPlainString();
    }

    /**
     * The amount as people read it: with a comma between groups of three digits, and with as many
     * decimals as the currency has, or two without a currency. An amount that has more decimals
     * keeps all of them.
     */
    public static String forPeople(BigDecimal amount, Optional<Currency> currency) {
        int decimals =
                currency.map(Currency::getDefaultFractionDigits)
                        // The value is -1 for pseudo-currencies, such as gold (XAU).
                        .filter(digits -> digits >= 0)
                        .orElse(USUAL_DECIMALS);
        BigDecimal canonical = canonical(amount);
        int scale = Math.max(canonical.scale(), decimals);
        return String.format(Locale.ENGLISH, "%,." + scale + "f", canonical);
    }

    /** The currency with this ISO 4217 code. Empty if there is no such currency. */
    public static Optional<Currency> currency(String code) {
        try {
            return Optional.of(Currency.getInstance(code));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
