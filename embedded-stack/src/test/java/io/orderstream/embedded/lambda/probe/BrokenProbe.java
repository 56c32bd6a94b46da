package io.orderstream.embedded.lambda.probe;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;

/** A function that fails to start, like a function with a missing environment variable. */
public final class BrokenProbe implements RequestHandler<String, String> {
    public BrokenProbe() {
        throw new IllegalStateException("STREAM_NAME is not set");
    }

    @Override
    public String handleRequest(String event, Context context) {
        return event;
    }
}
