package io.orderstream.ingest;

import io.orderstream.lambda.fixture.PackagedZipContract;

/** The zip that is deployed. */
class IngestZipITCase extends PackagedZipContract {

    IngestZipITCase() {
        // The size is limited since each megabyte makes a cold start longer.
        super(
                "ingest-lambda.zip",
                6_000_000,
                IngestHandler.class,
                "ingest-lambda",
                "lambda-http",
                "order-model");
    }
}
