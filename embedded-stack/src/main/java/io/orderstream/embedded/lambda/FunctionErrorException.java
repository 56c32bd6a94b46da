package io.orderstream.embedded.lambda;

/**
 * A function error in the form of AWS: an exception of the function, or another failure, such as
 * {@code Sandbox.Timedout}, {@code Runtime.ExitError} or {@code Function.ResponseSizeTooLarge}.
 */
public final class FunctionErrorException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String functionName;
    private final String errorType;
    private final String errorMessage;

    FunctionErrorException(String functionName, String errorType, String errorMessage) {
        super(String.format("%s: %s: %s", functionName, errorType, errorMessage));
        this.functionName = functionName;
        this.errorType = errorType;
        this.errorMessage = errorMessage;
    }

    /** The function that failed. */
    public String functionName() {
        return functionName;
    }

    /** The exception's class name, or a name for the failure, such as {@code Sandbox.Timedout}. */
    public String errorType() {
        return errorType;
    }

    /** The exception's message, or a message about the failure. */
    public String errorMessage() {
        return errorMessage;
    }

    /**
     * A copy of this error that the calling thread can throw. The copy has the stack trace of the
     * calling thread. The cause of the copy is this error.
     */
    FunctionErrorException again() {
        FunctionErrorException copy =
                new FunctionErrorException(functionName, errorType, errorMessage);
        copy.initCause(this);
        return copy;
    }
}
