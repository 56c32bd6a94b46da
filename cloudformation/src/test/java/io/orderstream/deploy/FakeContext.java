package io.orderstream.deploy;

import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import java.nio.charset.StandardCharsets;

/** An invocation that has a quarter of an hour left, and whose log can be read. */
final class FakeContext implements Context {

    private final StringBuilder logged = new StringBuilder();

    String logged() {
        return logged.toString();
    }

    @Override
    public String getAwsRequestId() {
        return "8f5c0f6e-0d5c-4c7a-9c5f-2f5d4a1b7e11";
    }

    @Override
    public int getRemainingTimeInMillis() {
        return 900_000;
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
        return "/aws/lambda/orders-JobStarter";
    }

    @Override
    public String getLogStreamName() {
        return "2026/11/23/[$LATEST]0a1b";
    }

    @Override
    public String getFunctionName() {
        return "job-starter";
    }

    @Override
    public String getFunctionVersion() {
        return "$LATEST";
    }

    @Override
    public String getInvokedFunctionArn() {
        return "arn:aws:lambda:eu-central-1:123456789012:function:job-starter";
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
        return 512;
    }
}
