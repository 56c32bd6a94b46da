package io.orderstream.deploy;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/** Evaluates a text such as {@code (1 + 0.05 × 3) ÷ 2}, to two decimal places. */
final class Arithmetic {

    private final Deque<String> rest;

    private Arithmetic(String text) {
        rest = new ArrayDeque<>(Arrays.asList(text.strip().split(" +|(?<=[(])|(?=[)])")));
    }

    static BigDecimal of(String text) {
        Arithmetic arithmetic = new Arithmetic(text);
        BigDecimal sum = arithmetic.sum();
        if (!arithmetic.rest.isEmpty()) {
            throw new IllegalArgumentException(
                    "Not an arithmetic expression, or not all of it: " + text);
        }
        return sum.setScale(2, RoundingMode.HALF_UP);
    }

    private BigDecimal sum() {
        BigDecimal sum = product();
        while (takes("+")) {
            sum = sum.add(product());
        }
        return sum;
    }

    private BigDecimal product() {
        BigDecimal product = factor();
        while (true) {
            if (takes("×")) {
                product = product.multiply(factor());
            } else if (takes("÷")) {
                product = product.divide(factor(), MathContext.DECIMAL64);
            } else {
                return product;
            }
        }
    }

    private BigDecimal factor() {
        if (!takes("(")) {
            return new BigDecimal(rest.remove());
        }
        BigDecimal sum = sum();
        rest.remove();
        return sum;
    }

    private boolean takes(String token) {
        boolean next = token.equals(rest.peek());
        if (next) {
            rest.remove();
        }
        return next;
    }
}
