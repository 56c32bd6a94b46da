package io.orderstream.acceptance.journey;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestClassOrder;
import org.junit.jupiter.api.TestInstance;

/**
 * Journeys that need no options of the stack. They share one stack, since each start takes some
 * seconds of CPU time. Each class uses accounts of its own, with two exceptions. {@link
 * OrderLifeCases} also uses account a1 of {@link OpenApiCases}. {@link NotebookCases} comes last,
 * and uses the accounts a0 to a9. {@link OpenApiCases} also uses most of these accounts.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestClassOrder(ClassOrderer.OrderAnnotation.class)
class SharedStackITCase {

    private StackUnderTest sharedStack;

    @BeforeAll
    void start() {
        sharedStack = StackUnderTest.start("shared", options -> options);
        sharedStack.startJob();
    }

    @AfterAll
    void stop() {
        if (sharedStack != null) {
            sharedStack.close();
        }
    }

    /**
     * This class comes first, because later classes add events and orders. The answers in the
     * OpenAPI document show the order of account a1 without events. They list exactly two orders of
     * account a3, and no order of account a9. {@link OrderLifeCases} cancels the order of a1.
     * {@link NotebookCases} posts orders of all three accounts.
     */
    @Nested
    @Order(1)
    class OpenApi extends OpenApiCases {
        OpenApi() {
            super(sharedStack);
        }
    }

    @Nested
    @Order(2)
    class OrderLife extends OrderLifeCases {
        OrderLife() {
            super(sharedStack);
        }
    }

    @Nested
    @Order(3)
    class BadInput extends BadInputCases {
        BadInput() {
            super(sharedStack);
        }
    }

    @Nested
    @Order(4)
    class HostileOrders extends HostileOrdersCases {
        HostileOrders() {
            super(sharedStack);
        }
    }

    @Nested
    @Order(5)
    class Notebook extends NotebookCases {
        Notebook() {
            super(sharedStack);
        }
    }
}
