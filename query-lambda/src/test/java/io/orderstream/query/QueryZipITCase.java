package io.orderstream.query;

import io.orderstream.lambda.fixture.PackagedZipContract;

/** Tests the zip of the query function, which the deployment uploads. */
class QueryZipITCase extends PackagedZipContract {

    QueryZipITCase() {
        // The size is limited, because a larger zip can make a cold start longer.
        super(
                "query-lambda.zip",
                14_000_000,
                QueryHandler.class,
                "query-lambda",
                "lambda-http",
                "order-model");
    }
}
