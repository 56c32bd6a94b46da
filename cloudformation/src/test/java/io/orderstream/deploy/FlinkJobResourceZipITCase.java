package io.orderstream.deploy;

import io.orderstream.lambda.fixture.PackagedZipContract;

/** The content of the artifact that is uploaded. */
class FlinkJobResourceZipITCase extends PackagedZipContract {

    FlinkJobResourceZipITCase() {
        // The file contains mostly the SDK's clients of three services, which sign the requests.
        super("job-starter.zip", 11_000_000, FlinkJobResource.class, "cloudformation");
    }
}
