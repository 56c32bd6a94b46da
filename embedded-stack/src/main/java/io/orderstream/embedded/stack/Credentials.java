package io.orderstream.embedded.stack;

import io.orderstream.embedded.start.StartException;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;

/** The one pair of keys that every part signs with. */
final class Credentials {

    private static final String ID = "AWS_ACCESS_KEY_ID";
    private static final String SECRET = "AWS_SECRET_ACCESS_KEY";

    // DynamoDB Local wants letters and digits only.
    private static final AwsBasicCredentials LOCAL =
            AwsBasicCredentials.create("orderstream", "notasecret");

    private Credentials() {}

    /**
     * The emulators' own keys, or those of the environment if a service is used that is not ours.
     *
     * @throws StartException if the environment has none
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
                    "An endpoint was given, so "
                            + ID
                            + " and "
                            + SECRET
                            + " must be set to what it accepts.");
        }
        return AwsBasicCredentials.create(id, secret);
    }
}
