package io.orderstream.embedded.template;

/**
 * A template cannot be read, or needs something that the local stack does not support. The message
 * begins with the path in the template, for example {@code Resources.Stream.Properties.Name:
 * expected text, found a list}.
 */
public final class TemplateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** An exception with the path in the template and the problem there. */
    public TemplateException(String message) {
        super(message);
    }

    TemplateException(String message, Throwable cause) {
        super(message, cause);
    }
}
