package io.orderstream.acceptance.proxy;

import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * A fault, and the requests to which it is applied.
 *
 * <pre>{@code
 * FaultRule.on("s3:CompleteMultipartUpload").from("Job").sometimes(0.3).atMost(20)
 *         .inject("500 after the work", Fault.failedAfterTheWork(ServiceError.INTERNAL));
 * }</pre>
 */
public final class FaultRule {

    private final String operation;
    private final String caller;
    private final double probability;
    private final int limit;
    private final Predicate<Request> which;
    private final String name;
    private final Fault fault;
    private final AtomicInteger injected = new AtomicInteger();

    private FaultRule(
            String operation,
            String caller,
            double probability,
            int limit,
            Predicate<Request> which,
            String name,
            Fault fault) {
        this.operation = operation;
        this.caller = caller;
        this.probability = probability;
        this.limit = limit;
        this.which = which;
        this.name = name;
        this.fault = fault;
    }

    /**
     * Applies to the requests of an operation, such as {@code kinesis:GetRecords}, or of all
     * operations of a service, such as {@code dynamodb:*}. Applies to all these requests unless the
     * rule has further conditions.
     */
    public static FaultRule on(String operation) {
        return new FaultRule(
                operation, "*", 1, Integer.MAX_VALUE, any -> true, "none", Exchange::hangUp);
    }

    /** Only requests of this caller: the logical id of a function or of the job in the template. */
    public FaultRule from(String only) {
        return new FaultRule(operation, only, probability, limit, which, name, fault);
    }

    /** Only requests with this property. */
    public FaultRule where(Predicate<Request> these) {
        return new FaultRule(operation, caller, probability, limit, these, name, fault);
    }

    /** Only this share of the requests, from 0 to 1, chosen at random. */
    public FaultRule sometimes(double share) {
        return new FaultRule(operation, caller, share, limit, which, name, fault);
    }

    /** The fault is injected at most this number of times. */
    public FaultRule atMost(int times) {
        return new FaultRule(operation, caller, probability, times, which, name, fault);
    }

    /** Sets the fault, and its name in reports. */
    public FaultRule inject(String called, Fault what) {
        return new FaultRule(operation, caller, probability, limit, which, called, what);
    }

    Optional<Fault> faultFor(Request request, Random random) {
        boolean concerned =
                matches(operation, request.operation())
                        && matches(caller, request.caller())
                        && which.test(request);
        if (!concerned || random.nextDouble() >= probability) {
            return Optional.empty();
        }
        boolean within = injected.getAndUpdate(count -> count < limit ? count + 1 : count) < limit;
        return within ? Optional.of(fault) : Optional.empty();
    }

    private static boolean matches(String pattern, String text) {
        return pattern.endsWith("*")
                ? text.startsWith(pattern.substring(0, pattern.length() - 1))
                : text.equals(pattern);
    }

    /** How often the fault was injected. */
    public int injected() {
        return injected.get();
    }

    @Override
    public String toString() {
        return operation + " " + name + ": " + injected;
    }
}
