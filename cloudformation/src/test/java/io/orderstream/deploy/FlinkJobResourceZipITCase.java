package io.orderstream.deploy;

import io.orderstream.lambda.fixture.PackagedZipContract;

/** What is in the artifact that is uploaded. */
class FlinkJobResourceZipITCase extends PackagedZipContract {

    FlinkJobResourceZipITCase() {
        // Mostly the SDK's clients of three services: there is no smaller way to sign a request.
        super("job-starter.zip", 11_000_000, FlinkJobResource.class, "cloudformation");
    }
}
