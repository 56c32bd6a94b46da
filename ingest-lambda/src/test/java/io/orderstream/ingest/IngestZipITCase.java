package io.orderstream.ingest;

import io.orderstream.lambda.fixture.PackagedZipContract;

/** The zip that is deployed. */
class IngestZipITCase extends PackagedZipContract {

    IngestZipITCase() {
        // The size is limited, because a larger zip can make a cold start longer.
        super(
                "ingest-lambda.zip",
                6_000_000,
                IngestHandler.class,
                "ingest-lambda",
                "lambda-http",
                "order-model");
    }
}
