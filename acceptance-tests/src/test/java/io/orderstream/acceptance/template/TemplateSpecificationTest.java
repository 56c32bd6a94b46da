package io.orderstream.acceptance.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The template agrees with Amazon's resource specification, and the check finds many kinds of
 * mistakes.
 */
class TemplateSpecificationTest {

    private static final ResourceSpecification SPECIFICATION = ResourceSpecification.installed();

    private final SpecificationCheck check = new SpecificationCheck(SPECIFICATION);

    /**
     * The number of resource types in version 0.1.216 of the specification. The version is set in
     * src/resource-specification/package.json.
     */
    @Test
    void theSpecificationHasAllItsResourceTypes() {
        assertThat(SPECIFICATION.size()).isEqualTo(1828);
    }

    @Test
    void theTemplateHasNoFinding() {
        assertThat(check.findings(EditableTemplate.ofTheTemplate().json())).isEmpty();
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
"""
# types, names and required properties
Resources.Stream.Type | "AWS::Kinesis::Strem" | Resources.Stream.Type: no resource type "AWS::Kinesis::Strem"
Resources.Stream.Properties.Shards | 2 | Resources.Stream.Properties.Shards: AWS::Kinesis::Stream has no property Shards
Resources.Table.Properties.SSESpecification | {"SSEEnable": true, "SSEEnabled": true} | Resources.Table.Properties.SSESpecification.SSEEnable: SSESpecification has no property SSEEnable
Resources.Table.Properties.SSESpecification | {} | Resources.Table.Properties.SSESpecification: expected SSEEnabled, which SSESpecification needs, found nothing
Resources.Table.Properties.KeySchema | {"Ref": "AWS::NoValue"} | Resources.Table.Properties: expected KeySchema, which AWS::DynamoDB::Table needs, found a value that may be AWS::NoValue
Resources.Table.DeletPolicy | "Retain" | Resources.Table.DeletPolicy: a resource has no such member
Resources.Table.DeletionPolicy | "Keep" | Resources.Table.DeletionPolicy: expected one of Delete, Retain, RetainExceptOnCreate, Snapshot, found "Keep"
Resources.Table.UpdateReplacePolicy | "RetainExceptOnCreate" | Resources.Table.UpdateReplacePolicy: expected one of Delete, Retain, Snapshot, found "RetainExceptOnCreate"
# property types
Resources.Stream.Properties.Name | 7 | Resources.Stream.Properties.Name: expected text, found 7
Resources.Stream.Properties.ShardCount | "many" | Resources.Stream.Properties.ShardCount: expected a whole number, found "many"
Resources.Stream.Properties.ShardCount | 1.5 | Resources.Stream.Properties.ShardCount: expected a whole number, found 1.5
Resources.JobDownAlarm.Properties.Threshold | "high" | Resources.JobDownAlarm.Properties.Threshold: expected a number, found "high"
Resources.Bucket.Properties.LifecycleConfiguration.Rules.0.ExpirationDate | 2026 | Resources.Bucket.Properties.LifecycleConfiguration.Rules[0].ExpirationDate: expected a time as text, found 2026
Resources.Table.Properties.SSESpecification | {"SSEEnabled": "true"} | Resources.Table.Properties.SSESpecification.SSEEnabled: expected true or false, found "true"
Resources.Table.Properties.AttributeDefinitions | "accountid" | Resources.Table.Properties.AttributeDefinitions: expected a list, found "accountid"
Resources.Table.Properties.KeySchema | "accountid" | Resources.Table.Properties.KeySchema: expected a list or a JSON object, found "accountid"
Resources.Table.Properties.KeySchema | [{"KeyType": "HASH"}] | Resources.Table.Properties.KeySchema[0]: expected AttributeName, which KeySchema needs, found nothing
Resources.Table.Properties.SSESpecification | true | Resources.Table.Properties.SSESpecification: expected an object of type SSESpecification, found true
Resources.IngestFunction.Properties.Environment | {"Variables": ["A"]} | Resources.IngestFunction.Properties.Environment.Variables: expected a map, found a list
Resources.IngestFunction.Properties.Environment | {"Variables": {"A": 1}} | Resources.IngestFunction.Properties.Environment.Variables.A: expected text, found 1
Resources.Stream.Properties.Tags | ["a"] | Resources.Stream.Properties.Tags[0]: expected a tag, an object with Key and Value, found "a"
Resources.IngestRole.Properties.AssumeRolePolicyDocument | 1 | Resources.IngestRole.Properties.AssumeRolePolicyDocument: expected a JSON object or text, found 1
Resources.IngestFunction.Properties.LoggingConfig | {"LogFormat": "XML"} | Resources.IngestFunction.Properties.LoggingConfig.LogFormat: expected one of Text, JSON, found "XML"
# results of intrinsic functions
Resources.Stream.Properties.ShardCount | {"Fn::Sub": "2"} | Resources.Stream.Properties.ShardCount: expected a whole number, found Fn::Sub
Resources.Stream.Properties.ShardCount | {"Ref": "AWS::Region"} | Resources.Stream.Properties.ShardCount: expected a whole number, found Ref of AWS::Region
Resources.Stream.Properties.Name | {"Ref": "AWS::NotificationARNs"} | Resources.Stream.Properties.Name: expected text, found Ref of AWS::NotificationARNs
Resources.Stream.Properties.Name | {"Fn::Split": [",", "a,b"]} | Resources.Stream.Properties.Name: expected text, found Fn::Split
Resources.Stream.Properties.ShardCount | {"Fn::FindInMap": ["Partitions", {"Ref": "AWS::Partition"}, "console"]} | Resources.Stream.Properties.ShardCount: expected a whole number, found "console.aws.amazon.com"
Resources.Stream.Properties.ShardCount | {"Ref": "DeduplicationTtl"} | Resources.Stream.Properties.ShardCount: expected a whole number, found Ref of the String parameter DeduplicationTtl, which may be "PT1H"
Resources.Stream.Properties.Name | {"Ref": "CorsOrigins"} | Resources.Stream.Properties.Name: expected text, found Ref of the CommaDelimitedList parameter CorsOrigins
Resources.Stream.Properties.Tags | {"Fn::GetAtt": "Table.Arn"} | Resources.Stream.Properties.Tags: expected a list, found Fn::GetAtt of AWS::DynamoDB::Table.Arn
Resources.Stream.Properties.ShardCount | {"Fn::If": ["OnDemandStream", 1, "b"]} | Resources.Stream.Properties.ShardCount: expected a whole number, found "b"
Resources.Stream.Properties.Name | {"Fn::Concat": ["a", "b"]} | Resources.Stream.Properties.Name: Fn::Concat is not known
# names
Resources.Stream.Properties.Name | {"Ref": "Nobody"} | Resources.Stream.Properties.Name: Ref: no parameter or resource "Nobody"
Resources.Stream.Properties.Name | {"Fn::GetAtt": "Nobody.Arn"} | Resources.Stream.Properties.Name: Fn::GetAtt: no resource "Nobody"
Resources.Stream.Properties.Name | {"Fn::GetAtt": ["Table", "Name"]} | Resources.Stream.Properties.Name: Fn::GetAtt: AWS::DynamoDB::Table has no attribute "Name"
Resources.Stream.Properties.Name | {"Fn::Sub": "x-${Nobody}-${!Nobody}"} | Resources.Stream.Properties.Name: Fn::Sub: no parameter or resource "Nobody"
Resources.Stream.Properties.Name | {"Fn::Sub": ["${A}-${B}", {"A": "a"}]} | Resources.Stream.Properties.Name: Fn::Sub: no parameter or resource "B"
Resources.Stream.Properties.Name | {"Fn::Base64": {"Fn::Sub": "${Nobody}"}} | Resources.Stream.Properties.Name: Fn::Sub: no parameter or resource "Nobody"
Resources.Stream.Properties.Name | {"Fn::Sub": "${Table.Name}"} | Resources.Stream.Properties.Name: Fn::Sub: AWS::DynamoDB::Table has no attribute "Name"
Resources.Stream.Properties.Name | {"Fn::If": ["Never", "a", "b"]} | Resources.Stream.Properties.Name: no condition "Never"
Resources.Stream.DependsOn | "Nobody" | Resources.Stream.DependsOn: no resource "Nobody"
Resources.Stream.DependsOn | ["Table", "Nobody"] | Resources.Stream.DependsOn: no resource "Nobody"
Resources.Stream.Condition | "Never" | Resources.Stream.Condition: no condition "Never"
Resources.Stream.DependsOn | "IngestRole" | Resources.IngestRole: circular dependency: IngestRole -> Stream -> IngestRole
Outputs.StreamName.Value | {"Ref": "Nobody"} | Outputs.StreamName.Value: Ref: no parameter or resource "Nobody"
Conditions.Odd | {"Fn::Equals": [{"Ref": "Stream"}, "a"]} | Conditions.Odd: Ref: no parameter "Stream"
Rules.Odd | {"Assertions": [{"Assert": {"Fn::Equals": [{"Ref": "Stream"}, "a"]}}]} | Rules.Odd: Ref: no parameter "Stream"
Conditions.Odd | {"Fn::Equals": ["a", "b"]} | Conditions.Odd: no part of the template uses this condition
Parameters.Odd | {"Type": "String"} | Parameters.Odd: no part of the template uses this parameter
# properties whose allowed values are not in the specification
Resources.IngestFunction.Properties.Runtime | "java12" | Resources.IngestFunction.Properties.Runtime: expected a Lambda runtime, found "java12"
Resources.Job.Properties.RuntimeEnvironment | "FLINK-1_21" | Resources.Job.Properties.RuntimeEnvironment: expected a Managed Flink runtime, found "FLINK-1_21"
Resources.IngestFunction.Properties.Architectures | ["arm"] | Resources.IngestFunction.Properties.Architectures[0]: expected an architecture, found "arm"
Resources.JobDownAlarm.Properties.ComparisonOperator | "GreaterThan" | Resources.JobDownAlarm.Properties.ComparisonOperator: expected a comparison operator, found "GreaterThan"
Resources.JobDownAlarm.Properties.Statistic | "Max" | Resources.JobDownAlarm.Properties.Statistic: expected a statistic, found "Max"
Resources.JobDownAlarm.Properties.TreatMissingData | "bad" | Resources.JobDownAlarm.Properties.TreatMissingData: expected a value for TreatMissingData, found "bad"
Resources.Table.Properties.BillingMode | "ON_DEMAND" | Resources.Table.Properties.BillingMode: expected a billing mode, found "ON_DEMAND"
Resources.Table.Properties.AttributeDefinitions.0.AttributeType | "String" | Resources.Table.Properties.AttributeDefinitions[0].AttributeType: expected an attribute type (S, N or B), found "String"
Resources.Table.Properties.KeySchema.1.KeyType | "SORT" | Resources.Table.Properties.KeySchema[1].KeyType: expected a key type (HASH or RANGE), found "SORT"
""")
    void aMistakeIsFound(String path, String value, String finding) throws IOException {
        assertThat(check.findings(EditableTemplate.ofTheTemplate().set(path, value).json()))
                .contains(finding);
    }

    @Test
    void anIntrinsicFunctionInADeletionPolicyNeedsLanguageExtensions() throws IOException {
        EditableTemplate tree =
                EditableTemplate.ofTheTemplate()
                        .set("Transform", "[]")
                        .set("Resources.Table.DeletionPolicy", "{\"Ref\": \"AWS::StackName\"}");

        assertThat(check.findings(tree.json()))
                .contains(
                        "Resources.Table.DeletionPolicy: an intrinsic function here needs the"
                                + " transform AWS::LanguageExtensions");
    }

    @Test
    void aParameterValueIsNotReported_whenAConditionExcludesIt() throws IOException {
        String oddIf = "{\"Fn::If\": [\"%s\", {\"Ref\": \"OddParameter\"}, 1]}";
        EditableTemplate tree =
                EditableTemplate.ofTheTemplate()
                        .set(
                                "Parameters.OddParameter",
                                "{\"Type\": \"String\", \"Default\": \"none\"}")
                        .set(
                                "Conditions.OddIsNone",
                                "{\"Fn::Equals\": [{\"Ref\": \"OddParameter\"}, \"none\"]}")
                        .set(
                                "Conditions.OddIsSet",
                                "{\"Fn::Not\": [{\"Condition\": \"OddIsNone\"}]}")
                        .set(
                                "Resources.Stream.Properties.ShardCount",
                                String.format(oddIf, "OddIsSet"))
                        .set(
                                "Resources.Stream.Properties.MaxRecordSizeInKiB",
                                String.format(oddIf, "OddIsNone"));

        assertThat(check.findings(tree.json()))
                .containsExactly(
                        "Resources.Stream.Properties.MaxRecordSizeInKiB: expected a whole"
                                + " number, found Ref of the String parameter OddParameter, which may be \"none\"");
    }

    @Test
    void aCustomResourceNeedsItsServiceToken() throws IOException {
        EditableTemplate tree =
                EditableTemplate.ofTheTemplate()
                        .set("Resources.Odd", "{\"Type\": \"Custom::Odd\"}");

        assertThat(check.findings(tree.json()))
                .contains(
                        "Resources.Odd.Properties: expected ServiceToken, which Custom::Odd needs,"
                                + " found nothing");
    }
}
