package io.orderstream.job.functions;

import io.orderstream.model.LogPosition;
import io.orderstream.model.Received;
import io.orderstream.model.wire.InvalidOrderException;
import io.orderstream.model.wire.RecordCodec;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.NoSuchElementException;

/** A parser that fails on the records of {@link #record(Class)} and parses all others. */
public final class PlantedParser implements ParseRecord.Parser {

    /**
     * The message of each failure that has a message. It stands for client data that a real message
     * may quote.
     */
    public static final String CLIENTS_TEXT = "the client's own text";

    private static final String FAILING_TEXT = "fail with ";

    /** The kinds of failure that an input may cause in a parser. */
    public static List<Class<? extends Throwable>> failures() {
        List<Class<? extends Throwable>> failures = new ArrayList<>();
        failures.add(RuntimeException.class);
        failures.add(ArrayIndexOutOfBoundsException.class);
        failures.add(StringIndexOutOfBoundsException.class);
        failures.add(NegativeArraySizeException.class);
        failures.add(NullPointerException.class);
        failures.add(ClassCastException.class);
        failures.add(ArithmeticException.class);
        failures.add(NumberFormatException.class);
        failures.add(IllegalArgumentException.class);
        failures.add(IllegalStateException.class);
        failures.add(UnsupportedOperationException.class);
        failures.add(ConcurrentModificationException.class);
        failures.add(NoSuchElementException.class);
        failures.add(BufferUnderflowException.class);
        failures.add(DateTimeException.class);
        failures.add(UncheckedIOException.class);
        failures.add(StackOverflowError.class);
        return failures;
    }

    /** The bytes of a record on which the parser fails in this way. */
    public static byte[] record(Class<? extends Throwable> failure) {
        return (FAILING_TEXT + failure.getName()).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Received parse(byte[] data, Instant receivedAt, LogPosition position)
            throws InvalidOrderException {
        String text = new String(data, StandardCharsets.UTF_8);
        if (text.startsWith(FAILING_TEXT)) {
            fail(text.substring(FAILING_TEXT.length()));
        }
        return RecordCodec.parse(data, receivedAt, position);
    }

    private static void fail(String failure) {
        if (failure.equals(StackOverflowError.class.getName())) {
            recurse(0);
        }
        throw sneaky(instance(failure));
    }

    // The recursion has no end, so that the stack overflows.
    @SuppressWarnings("InfiniteRecursion")
    private static int recurse(int depth) {
        return recurse(depth + 1) + 1;
    }

    private static Throwable instance(String failure) {
        try {
            Class<? extends Throwable> type = Class.forName(failure).asSubclass(Throwable.class);
            if (type == UncheckedIOException.class) {
                return new UncheckedIOException(CLIENTS_TEXT, new java.io.IOException());
            }
            if (type == BufferUnderflowException.class) {
                return new BufferUnderflowException();
            }
            return type.getConstructor(String.class).newInstance(CLIENTS_TEXT);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("No constructor with a message: " + failure, e);
        }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> RuntimeException sneaky(Throwable failure) throws T {
        throw (T) failure;
    }
}
