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
 * @param authorization {@code AUTHORIZATION}, required: {@code AWS_IAM} or {@code JWT} if the API
 *     has that authorizer, {@code NONE} if it has none. With {@code AWS_IAM} or {@code JWT}, the
 *     function refuses a request that the authorizer did not check. Only the 204 for OPTIONS and
 *     the 500 for a Lambda event that cannot be parsed are sent without this check
 * @param accountClaim {@code ACCOUNT_CLAIM}, {@code accountid} by default: the name of the token's
 *     claim that contains the account id. Only used with {@code JWT}
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
     * @throws IllegalArgumentException if a variable is missing or invalid; the message lists all
     *     problems
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
