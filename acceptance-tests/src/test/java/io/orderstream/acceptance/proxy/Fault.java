package io.orderstream.acceptance.proxy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * What goes wrong between a caller and a service. A fault is written in terms of what can be done
 * to an {@link Exchange}:
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

    /** Does it to one exchange. What it leaves unanswered is closed. */
    void happenTo(Exchange exchange) throws IOException;

    /** The service never hears of the request; its caller gets this error. */
    static Fault refused(ServiceError error) {
        return exchange -> exchange.answer(error.to(exchange.request()));
    }

    /**
     * The service does its work, and its caller gets this error instead of the service's answer.
     */
    static Fault failedAfterTheWork(ServiceError error) {
        return exchange -> {
            exchange.forward();
            exchange.answer(error.to(exchange.request()));
        };
    }

    /**
     * The service never hears of the request; a balancer in front of it answers with a page for
     * people, in which no client finds an error's code.
     */
    static Fault unavailableInHtml() {
        byte[] page = "<html>503 Service Unavailable</html>".getBytes(StandardCharsets.UTF_8);
        return exchange -> exchange.answer(Response.of(503, "text/html", page));
    }

    /** The connection is closed before the service hears of the request. */
    static Fault hungUp() {
        return Exchange::hangUp;
    }

    /** The service does its work, and the connection is closed instead of an answer. */
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

    /** The service does its work, and the connection breaks in the middle of its answer's body. */
    static Fault answerCutInHalf() {
        return exchange -> {
            exchange.forward();
            exchange.passHalfAnswer();
            exchange.hangUp();
        };
    }

    /** The request reaches the service so much later. */
    static Fault delayed(Duration delay) {
        return exchange -> {
            LockSupport.parkNanos(delay.toNanos());
            exchange.forward();
            exchange.passAnswer();
        };
    }

    /** The service does its work, and its answer comes so much later. */
    static Fault answerDelayed(Duration delay) {
        return exchange -> {
            exchange.forward();
            LockSupport.parkNanos(delay.toNanos());
            exchange.passAnswer();
        };
    }
}
