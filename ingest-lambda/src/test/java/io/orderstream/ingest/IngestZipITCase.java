package io.orderstream.ingest;

import io.orderstream.lambda.fixture.PackagedZipContract;

/** What is in the artifact that is uploaded. */
class IngestZipITCase extends PackagedZipContract {

    IngestZipITCase() {
        // Every megabyte is start-up time.
        super(
                "ingest-lambda.zip",
                6_000_000,
                IngestHandler.class,
                "ingest-lambda",
                "lambda-http",
                "order-model");
    }
}
