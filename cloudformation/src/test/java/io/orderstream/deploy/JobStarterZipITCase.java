package io.orderstream.deploy;

import io.orderstream.lambda.fixture.PackagedZipContract;

/** What is in the artifact that is uploaded. */
class JobStarterZipITCase extends PackagedZipContract {

    JobStarterZipITCase() {
        // Mostly the SDK's clients of three services: there is no smaller way to sign a request.
        super("job-starter.zip", 11_000_000, JobStarter.class, "cloudformation");
    }
}
