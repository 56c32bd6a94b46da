package io.orderstream.embedded.stack;

import io.orderstream.embedded.start.StartException;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;

/** The AWS credentials that all parts sign their requests with. */
final class Credentials {

    private static final String ID_VARIABLE = "AWS_ACCESS_KEY_ID";
    private static final String SECRET_VARIABLE = "AWS_SECRET_ACCESS_KEY";

    private static final AwsBasicCredentials EMULATOR_CREDENTIALS =
            AwsBasicCredentials.create("orderstream", "notasecret");

    private Credentials() {}

    /**
     * The credentials of the emulators, or the credentials of the environment if there is an
     * external service.
     *
     * @throws StartException if the credentials should come from the environment, but the
     *     environment has none
     */
    static AwsBasicCredentials of(
            StackOptions.Endpoints endpoints, Map<String, String> environment) {
        if (endpoints.areAllEmulators()) {
            return EMULATOR_CREDENTIALS;
        }
        String id = environment.getOrDefault(ID_VARIABLE, "");
        String secret = environment.getOrDefault(SECRET_VARIABLE, "");
        if (id.isEmpty() || secret.isEmpty()) {
            throw new StartException(
                    "An endpoint names an external service: set "
                            + ID_VARIABLE
                            + " and "
                            + SECRET_VARIABLE
                            + " to credentials that it accepts.");
        }
        return AwsBasicCredentials.create(id, secret);
    }
}
