package io.orderstream.embedded.lambda;

/**
 * A function error as AWS reports it: an exception of the function, or the end of its process, such
 * as {@code Sandbox.Timedout} and {@code Runtime.ExitError}.
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

    /** The exception's class name, or AWS's name for the failure. */
    public String errorType() {
        return errorType;
    }

    /** The message of the function or of AWS. */
    public String errorMessage() {
        return errorMessage;
    }

    /**
     * A copy of this error for another thread, with the stack trace of that thread and this error
     * as its cause.
     */
    FunctionErrorException again() {
        FunctionErrorException copy =
                new FunctionErrorException(functionName, errorType, errorMessage);
        copy.initCause(this);
        return copy;
    }
}
