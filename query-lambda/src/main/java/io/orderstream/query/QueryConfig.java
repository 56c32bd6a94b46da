package io.orderstream.query;

import io.orderstream.lambda.http.AuthorizerType;
import io.orderstream.lambda.runtime.Environment;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * The query function's settings, from its environment variables.
 *
 * <pre>{@code
 * QueryConfig.from(
 *         Map.of("TABLE_NAME", "orders", "BUCKET_NAME", "invoices", "AUTHORIZATION", "JWT"))
 *     .urlExpiry(); // PT15M
 * }</pre>
 *
 * @param tableName {@code TABLE_NAME}, required: the DynamoDB table of orders
 * @param bucketName {@code BUCKET_NAME}, required: the bucket of the archive and of the invoices
 * @param urlExpiry {@code URL_EXPIRY_SECONDS}, 1 to 3600, 900 by default: how long a presigned URL
 *     is valid. The URL expires earlier if the function's credentials expire earlier
 * @param authorization {@code AUTHORIZATION}, required: {@code AWS_IAM} or {@code JWT} if the API
 *     has that authorizer, {@code NONE} if it has none. With {@code AWS_IAM} or {@code JWT}, the
 *     function refuses a request that the authorizer did not check. Only the 204 for OPTIONS and
 *     the 500 for a Lambda event that cannot be parsed are sent without this check
 * @param accountClaim {@code ACCOUNT_CLAIM}, {@code accountid} by default: the name of the token's
 *     claim that contains the account id. Only used with {@code JWT}
 */
public record QueryConfig(
        String tableName,
        String bucketName,
        Duration urlExpiry,
        AuthorizerType authorization,
        String accountClaim) {

    /** Every variable that this class reads. The SDK itself reads other variables. */
    public static final Set<String> VARIABLES =
            Set.of(
                    "TABLE_NAME",
                    "BUCKET_NAME",
                    "URL_EXPIRY_SECONDS",
                    "AUTHORIZATION",
                    "ACCOUNT_CLAIM");

    private static final int DEFAULT_URL_EXPIRY_SECONDS = 900;
    private static final int MAX_URL_EXPIRY_SECONDS = 3600;

    /**
     * The settings in these variables.
     *
     * @throws IllegalArgumentException if a variable is missing or invalid; the message lists all
     *     problems
     */
    public static QueryConfig from(Map<String, String> environment) {
        Environment variables = new Environment(environment);
        QueryConfig config =
                new QueryConfig(
                        variables.text("TABLE_NAME"),
                        variables.text("BUCKET_NAME"),
                        Duration.ofSeconds(
                                variables.number(
                                        "URL_EXPIRY_SECONDS",
                                        DEFAULT_URL_EXPIRY_SECONDS,
                                        1,
                                        MAX_URL_EXPIRY_SECONDS)),
                        variables.oneOf("AUTHORIZATION", AuthorizerType.class),
                        variables.text("ACCOUNT_CLAIM", "accountid"));
        variables.check();
        return config;
    }
}
