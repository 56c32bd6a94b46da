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
 * seconds of CPU time. Each class uses other accounts, except for account a1, which {@link
 * OpenApiCases} and then {@link OrderLifeCases} use.
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
     * Comes first. The answers in the document list all orders of account a1, and need its order
     * without events. {@link OrderLifeCases} cancels this order.
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
