package io.orderstream.benchmark.coldstart.floor;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Answers without a look at the event: the virtual machine and AWS's runtime alone. */
public final class NothingHandler implements RequestStreamHandler {

    private static final String ANSWER = "{\"statusCode\":200}";

    @Override
    public void handleRequest(InputStream event, OutputStream answer, Context context)
            throws IOException {
        answer.write(ANSWER.getBytes(StandardCharsets.UTF_8));
    }
}
