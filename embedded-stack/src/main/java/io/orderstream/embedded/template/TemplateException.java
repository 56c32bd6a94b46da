package io.orderstream.embedded.template;

/**
 * A template that cannot be read, or that asks for something the local stack cannot give. The
 * message names the place in the template, for example {@code Resources.Stream.Properties.Name:
 * expected text, found a list}.
 */
public final class TemplateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With the place in the template and what is wrong there. */
    public TemplateException(String message) {
        super(message);
    }

    TemplateException(String message, Throwable cause) {
        super(message, cause);
    }
}
