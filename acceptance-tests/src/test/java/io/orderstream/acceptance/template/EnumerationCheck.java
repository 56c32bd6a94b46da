package io.orderstream.acceptance.template;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.cloudwatch.model.ComparisonOperator;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.RuntimeEnvironment;
import software.amazon.awssdk.services.lambda.model.Architecture;
import software.amazon.awssdk.services.lambda.model.Runtime;

/**
 * Compares the values of some properties with the enumerations of the AWS SDK. For these
 * properties, {@link ResourceSpecification} has no list of allowed values.
 */
final class EnumerationCheck {
    private static final String ALARM = "AWS::CloudWatch::Alarm";
    private static final String TABLE = "AWS::DynamoDB::Table";

    /**
     * The allowed values by type and property. If the property is a list, they apply to each
     * element.
     */
    private static final Map<String, Values> KNOWN =
            Map.ofEntries(
                    entry(
                            "AWS::Lambda::Function.Runtime",
                            values("a Lambda runtime", Runtime.knownValues())),
                    entry(
                            "AWS::Lambda::Function.Architectures",
                            values("an architecture", Architecture.knownValues())),
                    entry(
                            "AWS::KinesisAnalyticsV2::Application.RuntimeEnvironment",
                            values("a Managed Flink runtime", RuntimeEnvironment.knownValues())),
                    entry(
                            ALARM + ".ComparisonOperator",
                            values("a comparison operator", ComparisonOperator.knownValues())),
                    entry(ALARM + ".Statistic", values("a statistic", Statistic.knownValues())),
                    // For this property, the SDK has no enumeration. The values come from
                    // CloudWatch's documentation.
                    entry(
                            ALARM + ".TreatMissingData",
                            values(
                                    "a value for TreatMissingData",
                                    Set.of("breaching", "notBreaching", "ignore", "missing"))),
                    entry(
                            TABLE + ".BillingMode",
                            values("a billing mode", BillingMode.knownValues())),
                    entry(
                            TABLE + ".AttributeDefinitions.AttributeType",
                            values(
                                    "an attribute type (S, N or B)",
                                    ScalarAttributeType.knownValues())),
                    entry(
                            TABLE + ".KeySchema.KeyType",
                            values("a key type (HASH or RANGE)", KeyType.knownValues())));

    private record Values(String what, Set<String> all) {}

    private EnumerationCheck() {}

    static List<String> findings(JsonNode resource, String path) {
        List<String> findings = new ArrayList<>();
        walk(
                resource.path("Properties"),
                resource.path("Type").asText(),
                path + ".Properties",
                findings);
        return findings;
    }

    private static void walk(JsonNode node, String property, String path, List<String> findings) {
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                walk(node.get(i), property, path + "[" + i + "]", findings);
            }
        } else if (node.isObject()) {
            node.properties()
                    .forEach(
                            member ->
                                    walk(
                                            member.getValue(),
                                            property + "." + member.getKey(),
                                            path + "." + member.getKey(),
                                            findings));
        } else {
            Values values = KNOWN.get(property);
            if (values != null && !values.all().contains(node.asText())) {
                findings.add(
                        String.format(
                                "%s: expected %s, found \"%s\"",
                                path, values.what(), node.asText()));
            }
        }
    }

    private static Values values(String what, Set<?> all) {
        return new Values(
                what, all.stream().map(Object::toString).collect(Collectors.toUnmodifiableSet()));
    }
}
