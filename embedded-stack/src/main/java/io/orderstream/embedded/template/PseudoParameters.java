package io.orderstream.embedded.template;

import java.util.Objects;
import java.util.Optional;

/**
 * The values of pseudo parameters such as {@code AWS::Region}.
 *
 * @param accountId twelve digits, {@code AWS::AccountId}
 * @param region {@code AWS::Region}
 * @param partition {@code AWS::Partition}
 * @param stackName {@code AWS::StackName}; generated names of resources start with it
 * @param urlSuffix {@code AWS::URLSuffix}
 */
public record PseudoParameters(
        String accountId, String region, String partition, String stackName, String urlSuffix) {

    /** Checks for nulls. */
    public PseudoParameters {
        Objects.requireNonNull(accountId, "accountId");
        Objects.requireNonNull(region, "region");
        Objects.requireNonNull(partition, "partition");
        Objects.requireNonNull(stackName, "stackName");
        Objects.requireNonNull(urlSuffix, "urlSuffix");
    }

    /** The values for this machine: account {@code 000000000000}, partition {@code aws}. */
    public static PseudoParameters local(String region, String stackName) {
        return new PseudoParameters("000000000000", region, "aws", stackName, "amazonaws.com");
    }

    Optional<String> find(String name) {
        return switch (name) {
            case "AWS::AccountId" -> Optional.of(accountId);
            case "AWS::Region" -> Optional.of(region);
            case "AWS::Partition" -> Optional.of(partition);
            case "AWS::StackName" -> Optional.of(stackName);
            case "AWS::URLSuffix" -> Optional.of(urlSuffix);
            case "AWS::StackId" -> Optional.of(stackId());
            default -> Optional.empty();
        };
    }

    private String stackId() {
        return String.format(
                "arn:%s:cloudformation:%s:%s:stack/%s/00000000-0000-0000-0000-000000000000",
                partition, region, accountId, stackName);
    }
}
