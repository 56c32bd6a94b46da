package io.orderstream.acceptance.proxy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * A fault between a caller and a service. It acts on an {@link Exchange}:
 *
 * <pre>{@code
 * Fault lostAnswer = exchange -> {
 *     exchange.forward();
 *     exchange.hangUp();
 * };
 * }</pre>
 */
@FunctionalInterface
public interface Fault {

    /**
     * Applies the fault to one exchange. If the fault gives no answer, the connection is closed.
     */
    void happenTo(Exchange exchange) throws IOException;

    /** The service does not get the request. The caller gets this error. */
    static Fault refused(ServiceError error) {
        return exchange -> exchange.answer(error.to(exchange.request()));
    }

    /** The service does its work. The caller gets this error instead of the service's answer. */
    static Fault failedAfterTheWork(ServiceError error) {
        return exchange -> {
            exchange.forward();
            exchange.answer(error.to(exchange.request()));
        };
    }

    /**
     * The service does not get the request. A load balancer in front of the service answers with an
     * HTML page. The page contains no AWS error code.
     */
    static Fault unavailableInHtml() {
        byte[] page = "<html>503 Service Unavailable</html>".getBytes(StandardCharsets.UTF_8);
        return exchange -> exchange.answer(Response.of(503, "text/html", page));
    }

    /** The connection is closed before the service gets the request. */
    static Fault hungUp() {
        return Exchange::hangUp;
    }

    /** The service does its work. The connection is closed before the caller gets the answer. */
    static Fault answerLost() {
        return exchange -> {
            exchange.forward();
            exchange.hangUp();
        };
    }

    /** The connection to the service breaks in the middle of the request's body. */
    static Fault requestCutInHalf() {
        return exchange -> {
            exchange.forwardHalf();
            exchange.hangUp();
        };
    }

    /** The service does its work. The connection breaks in the middle of the answer's body. */
    static Fault answerCutInHalf() {
        return exchange -> {
            exchange.forward();
            exchange.passHalfAnswer();
            exchange.hangUp();
        };
    }

    /** The request reaches the service after this delay. */
    static Fault delayed(Duration delay) {
        return exchange -> {
            LockSupport.parkNanos(delay.toNanos());
            exchange.forward();
            exchange.passAnswer();
        };
    }

    /** The service does its work. Its answer comes after this delay. */
    static Fault answerDelayed(Duration delay) {
        return exchange -> {
            exchange.forward();
            LockSupport.parkNanos(delay.toNanos());
            exchange.passAnswer();
        };
    }
}
