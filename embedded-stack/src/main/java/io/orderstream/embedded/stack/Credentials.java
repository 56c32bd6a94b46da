package io.orderstream.embedded.stack;

import io.orderstream.embedded.start.StartException;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;

/** The AWS credentials that all parts sign their requests with. */
final class Credentials {

    private static final String ID = "AWS_ACCESS_KEY_ID";
    private static final String SECRET = "AWS_SECRET_ACCESS_KEY";

    private static final AwsBasicCredentials LOCAL =
            AwsBasicCredentials.create("orderstream", "notasecret");

    private Credentials() {}

    /**
     * The credentials of the emulators, or those of the environment if any service is given by its
     * endpoint.
     *
     * @throws StartException if they should come from the environment, and it has none
     */
    static AwsBasicCredentials of(
            StackOptions.Endpoints endpoints, Map<String, String> environment) {
        if (endpoints.areAllEmulators()) {
            return LOCAL;
        }
        String id = environment.getOrDefault(ID, "");
        String secret = environment.getOrDefault(SECRET, "");
        if (id.isEmpty() || secret.isEmpty()) {
            throw new StartException(
                    "A service is given by its endpoint: set "
                            + ID
                            + " and "
                            + SECRET
                            + " to credentials that it accepts.");
        }
        return AwsBasicCredentials.create(id, secret);
    }
}
