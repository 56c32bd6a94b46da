package io.orderstream.acceptance.template;

import java.util.List;

/**
 * The IAM actions and resources behind requests.
 *
 * <p>The requests of Kinesis and DynamoDB are not looked into for their stream or table: the stack
 * has one of each, and a call for any other one fails in the emulator. A query of an index needs
 * the right to the index, not to the table.
 *
 * @see <a href="https://docs.aws.amazon.com/service-authorization/latest/reference/">Service
 *     Authorization Reference</a>
 */
final class AwsCalls {
    private final String streamArn;
    private final String tableArn;

    AwsCalls(String streamArn, String tableArn) {
        this.streamArn = streamArn;
        this.tableArn = tableArn;
    }

    List<AwsCall> of(Exchange exchange) {
        if (exchange.operation().isEmpty()) {
            return S3Calls.of(exchange);
        }
        String service = exchange.operation().substring(0, exchange.operation().indexOf('_'));
        String operation = exchange.operation().substring(exchange.operation().indexOf('.') + 1);
        return switch (service) {
            case "Kinesis" ->
                    List.of(new AwsCall(exchange.caller(), "kinesis:" + operation, streamArn));
            case "DynamoDB" ->
                    List.of(
                            new AwsCall(
                                    exchange.caller(),
                                    "dynamodb:" + operation,
                                    exchange.index().isEmpty()
                                            ? tableArn
                                            : tableArn + "/index/" + exchange.index()));
            default -> throw new IllegalStateException("Not a service known here: " + exchange);
        };
    }
}
