package io.orderstream.ingest;

import io.orderstream.lambda.http.AuthorizerType;
import io.orderstream.lambda.runtime.Environment;
import java.util.Map;
import java.util.Set;

/**
 * The ingest function's settings, from its environment variables.
 *
 * <pre>{@code
 * IngestConfig.from(Map.of("STREAM_NAME", "orders", "AUTHORIZATION", "JWT")).accountClaim(); // accountid
 * }</pre>
 *
 * @param streamName {@code STREAM_NAME}, required: the Kinesis stream
 * @param authorization {@code AUTHORIZATION}, required: {@code AWS_IAM}, {@code JWT} or {@code
 *     NONE}, the authorizer that must have checked each request
 * @param accountClaim {@code ACCOUNT_CLAIM}, {@code accountid} by default: with {@code JWT} the
 *     claim of a caller's token that holds the account
 */
public record IngestConfig(String streamName, AuthorizerType authorization, String accountClaim) {

    /**
     * Every variable that this class reads. The SDK itself reads region, credentials and endpoints.
     */
    public static final Set<String> VARIABLES =
            Set.of("STREAM_NAME", "AUTHORIZATION", "ACCOUNT_CLAIM");

    /**
     * The settings in these variables.
     *
     * @throws IllegalArgumentException with everything that is wrong with them
     */
    public static IngestConfig from(Map<String, String> environment) {
        Environment variables = new Environment(environment);
        IngestConfig config =
                new IngestConfig(
                        variables.text("STREAM_NAME"),
                        variables.oneOf("AUTHORIZATION", AuthorizerType.class),
                        variables.text("ACCOUNT_CLAIM", "accountid"));
        variables.check();
        return config;
    }
}
