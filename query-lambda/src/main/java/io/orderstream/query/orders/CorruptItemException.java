package io.orderstream.query.orders;

/** An item of the order table is not as the job writes it. */
public final class CorruptItemException extends RuntimeException {

    /**
     * The problem, for the log.
     *
     * @param problem what is wrong, without content of the order
     */
    public CorruptItemException(String problem) {
        super(problem);
    }
}
