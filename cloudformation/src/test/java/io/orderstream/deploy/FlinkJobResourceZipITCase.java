package io.orderstream.deploy;

import io.orderstream.lambda.fixture.PackagedZipContract;

/** The content of the artifact that is uploaded. */
class FlinkJobResourceZipITCase extends PackagedZipContract {

    FlinkJobResourceZipITCase() {
        // Most of the file is the SDK with its clients of three services.
        super("job-starter.zip", 11_000_000, FlinkJobResource.class, "cloudformation");
    }
}
