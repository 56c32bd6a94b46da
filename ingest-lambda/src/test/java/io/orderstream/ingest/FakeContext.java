package io.orderstream.ingest;

import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import java.nio.charset.StandardCharsets;

/** An invocation that has half a minute left, and whose log can be read. */
final class FakeContext implements Context {

    private final StringBuilder logged = new StringBuilder();
    private int remaining = 29_000;

    /** From now on there is no time for another call. */
    void runsOutOfTime() {
        remaining = 1_000;
    }

    String logged() {
        return logged.toString();
    }

    @Override
    public String getAwsRequestId() {
        return "8f5c0f6e-0d5c-4c7a-9c5f-2f5d4a1b7e11";
    }

    @Override
    public int getRemainingTimeInMillis() {
        return remaining;
    }

    @Override
    public LambdaLogger getLogger() {
        return new LambdaLogger() {
            @Override
            public void log(String message) {
                // What the runtime makes of a text when the log's format is JSON.
                logged.append("{\"message\":\"").append(message).append("\"}\n");
            }

            @Override
            public void log(byte[] message) {
                logged.append(new String(message, StandardCharsets.UTF_8));
            }
        };
    }

    @Override
    public String getLogGroupName() {
        return "group";
    }

    @Override
    public String getLogStreamName() {
        return "stream";
    }

    @Override
    public String getFunctionName() {
        return "ingest";
    }

    @Override
    public String getFunctionVersion() {
        return "1";
    }

    @Override
    public String getInvokedFunctionArn() {
        return "arn:aws:lambda:eu-central-1:123456789012:function:ingest:1";
    }

    @Override
    public CognitoIdentity getIdentity() {
        throw new UnsupportedOperationException();
    }

    @Override
    public ClientContext getClientContext() {
        throw new UnsupportedOperationException();
    }

    @Override
    public int getMemoryLimitInMB() {
        return 1024;
    }
}
