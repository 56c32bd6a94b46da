package io.orderstream.query;

import io.orderstream.lambda.fixture.PackagedZipContract;

/** What is in the artifact that is uploaded. */
class QueryZipITCase extends PackagedZipContract {

    QueryZipITCase() {
        // Every megabyte is start-up time; the goal is 12.
        super(
                "query-lambda.zip",
                10_000_000,
                QueryHandler.class,
                "query-lambda",
                "lambda-http",
                "order-model");
    }
}
