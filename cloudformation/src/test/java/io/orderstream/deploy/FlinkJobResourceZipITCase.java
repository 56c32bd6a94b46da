package io.orderstream.deploy;

import io.orderstream.lambda.fixture.PackagedZipContract;

/** Tests the content of {@code job-starter.zip}. */
class FlinkJobResourceZipITCase extends PackagedZipContract {

    FlinkJobResourceZipITCase() {
        // The file has about 10.2 MB. Most of it is the SDK, with its clients of three services.
        super("job-starter.zip", 11_000_000, FlinkJobResource.class, "cloudformation");
    }
}
