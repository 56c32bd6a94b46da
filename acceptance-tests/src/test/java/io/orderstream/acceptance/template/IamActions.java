package io.orderstream.acceptance.template;

import java.util.List;

/**
 * Finds the IAM actions and resources that a request needs.
 *
 * <p>This class does not read the name of the stream or table in a request, because the stack has
 * only one of each. A call for another stream or table fails in the emulator. A query of an index
 * needs a permission for the index, not for the table.
 *
 * @see <a href="https://docs.aws.amazon.com/service-authorization/latest/reference/">Service
 *     Authorization Reference</a>
 */
final class IamActions {
    private final String streamArn;
    private final String tableArn;

    IamActions(String streamArn, String tableArn) {
        this.streamArn = streamArn;
        this.tableArn = tableArn;
    }

    List<AwsCall> of(RecordedRequest request) {
        if (request.operation().isEmpty()) {
            return S3IamActions.of(request);
        }
        String service = request.operation().substring(0, request.operation().indexOf('_'));
        String operation = request.operation().substring(request.operation().indexOf('.') + 1);
        return switch (service) {
            case "Kinesis" ->
                    List.of(new AwsCall(request.caller(), "kinesis:" + operation, streamArn));
            case "DynamoDB" ->
                    List.of(
                            new AwsCall(
                                    request.caller(),
                                    "dynamodb:" + operation,
                                    request.index().isEmpty()
                                            ? tableArn
                                            : tableArn + "/index/" + request.index()));
            default -> throw new IllegalStateException("Unknown service: " + request);
        };
    }
}
