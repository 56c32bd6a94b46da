package io.orderstream.acceptance.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The template keeps the rules of this project, and each kind of violation is found. */
class TemplatePolicyTest {

    private static final ResourceSpecification SPECIFICATION = ResourceSpecification.installed();

    private static List<String> findings(ObjectNode template) {
        List<String> findings = new ArrayList<>(AccessRules.findings(template));
        findings.addAll(StorageRules.findings(template, SPECIFICATION));
        findings.addAll(OperationRules.findings(template));
        findings.addAll(ParameterRules.findings(template));
        return findings;
    }

    @Test
    void theTemplateKeepsEveryRule() {
        assertThat(findings(EditableTemplate.ofTheTemplate().json())).isEmpty();
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
"""
# access
Resources.IngestRole.Properties.Policies.0.PolicyDocument.Statement.0.Action | "kinesis:*" | Resources.IngestRole: allows the actions kinesis:*
Resources.IngestRole.Properties.Policies.0.PolicyDocument.Statement.0.Action | ["kinesis:Put*"] | Resources.IngestRole: allows the actions kinesis:Put*
Resources.IngestRole.Properties.Policies.0.PolicyDocument.Statement.0.Resource | "*" | Resources.IngestRole: allows kinesis:PutRecords on *
Resources.IngestRole.Properties.Policies.0.PolicyDocument.Statement.0.Resource | {"Fn::Sub": "arn:${AWS::Partition}:kinesis:${AWS::Region}:${AWS::AccountId}:stream/*"} | Resources.IngestRole: allows kinesis:PutRecord on arn:aws:kinesis:us-east-1:000000000000:stream/*
Resources.IngestRole.Properties.Policies.0.PolicyDocument.Statement.0.Resource | {"Fn::Sub": "arn:${AWS::Partition}:kinesis:${AWS::Region}:${AWS::AccountId}:*"} | Resources.IngestRole: allows kinesis:PutRecord on arn:aws:kinesis:us-east-1:000000000000:*
Resources.IngestRole.Properties.Policies.0.PolicyDocument.Statement.0.Resource | {"Fn::Sub": "${Stream.Arn}*"} | Resources.IngestRole: allows kinesis:PutRecord on arn:aws:kinesis:us-east-1:000000000000:stream/orderstream-Stream*
Resources.IngestRole.Properties.Policies.0.PolicyDocument.Statement.0.Resource | ["arn:aws:kinesis:eu-west-1:1:*"] | Resources.IngestRole: allows kinesis:PutRecord on arn:aws:kinesis:eu-west-1:1:*
Resources.QueryRole.Properties.Policies.0.PolicyDocument.Statement.0.Resource | {"Fn::Sub": "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/*"} | Resources.QueryRole: allows dynamodb:Query on arn:aws:dynamodb:us-east-1:000000000000:table/*
Resources.QueryRole.Properties.Policies.0.PolicyDocument.Statement.1.Resource | {"Fn::Sub": "${Table.Arn}/index/*"} | Resources.QueryRole: allows dynamodb:Query on arn:aws:dynamodb:us-east-1:000000000000:table/orderstream-Table/index/*
Resources.QueryRole.Properties.Policies.0.PolicyDocument.Statement.3.Resource | {"Fn::Sub": "${Bucket.Arn}/*"} | Resources.QueryRole: allows s3:GetObject on arn:aws:s3:::orderstream-bucket-000000000000/*
Resources.JobRole.Properties.Policies.0.PolicyDocument.Statement.4.Resource | "arn:aws:s3:::*/*" | Resources.JobRole: allows s3:DeleteObject on arn:aws:s3:::*/*
Resources.JobRole.Properties.Policies.0.PolicyDocument.Statement.4.Resource | {"Fn::Sub": "${Bucket.Arn}/invoices/*"} | Resources.JobRole: allows s3:DeleteObject on arn:aws:s3:::orderstream-bucket-000000000000/invoices/*
Resources.JobStarterRole.Properties.Policies.0.PolicyDocument.Statement.0.Resource | {"Fn::Sub": "arn:${AWS::Partition}:kinesisanalytics:${AWS::Region}:${AWS::AccountId}:application/*"} | Resources.JobStarterRole: allows kinesisanalytics:StopApplication on arn:aws:kinesisanalytics:us-east-1:000000000000:application/*
Resources.IngestRole.Properties.Policies.0.PolicyDocument.Statement.0.NotAction | "s3:GetObject" | Resources.IngestRole: NotAction allows everything that it does not list
Resources.IngestRole.Properties.ManagedPolicyArns | ["arn:aws:iam::aws:policy/AdministratorAccess"] | Resources.IngestRole: this check does not know the actions of a managed policy
Resources.IngestRole.Properties.AssumeRolePolicyDocument | {"Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]} | Resources.IngestRole: expected the trust policy [{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole","Condition":{"StringEqualsIfExists":{"aws:SourceAccount":"000000000000"}}}], found [{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]
Resources.IngestRole.Properties.AssumeRolePolicyDocument.Statement | [{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}] | Resources.IngestRole: expected the trust policy [{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole","Condition":{"StringEqualsIfExists":{"aws:SourceAccount":"000000000000"}}}], found [{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]
Resources.JobRole.Properties.AssumeRolePolicyDocument.Statement | [{"Effect":"Allow","Principal":{"Service":"kinesisanalytics.amazonaws.com"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"aws:SourceAccount":"000000000000"}}}] | Resources.JobRole: expected the trust policy [{"Effect":"Allow","Principal":{"Service":"kinesisanalytics.amazonaws.com"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"aws:SourceAccount":"000000000000"},"ArnLike":{"aws:SourceArn":"arn:aws:kinesisanalytics:us-east-1:000000000000:application/*"}}}], found [{"Effect":"Allow","Principal":{"Service":"kinesisanalytics.amazonaws.com"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"aws:SourceAccount":"000000000000"}}}]
Resources.JobRole.Properties.AssumeRolePolicyDocument.Statement.0.Principal | {"Service": "lambda.amazonaws.com"} | Resources.JobRole: expected the trust policy [{"Effect":"Allow","Principal":{"Service":"kinesisanalytics.amazonaws.com"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"aws:SourceAccount":"000000000000"},"ArnLike":{"aws:SourceArn":"arn:aws:kinesisanalytics:us-east-1:000000000000:application/*"}}}], found [{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"aws:SourceAccount":"000000000000"},"ArnLike":{"aws:SourceArn":"arn:aws:kinesisanalytics:us-east-1:000000000000:application/*"}}}]
Resources.DeploymentsRole.Properties.AssumeRolePolicyDocument.Statement.0.Action | "sts:TagSession" | Resources.DeploymentsRole: expected the trust policy [{"Effect":"Allow","Principal":{"Service":"codedeploy.amazonaws.com"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"aws:SourceAccount":"000000000000"},"ArnLike":{"aws:SourceArn":"arn:aws:codedeploy:us-east-1:000000000000:deploymentgroup:orderstream-Deployments/*"}}}], found [{"Effect":"Allow","Principal":{"Service":"codedeploy.amazonaws.com"},"Action":"sts:TagSession","Condition":{"StringEquals":{"aws:SourceAccount":"000000000000"},"ArnLike":{"aws:SourceArn":"arn:aws:codedeploy:us-east-1:000000000000:deploymentgroup:orderstream-Deployments/*"}}}]
Resources.QueryFunction.Properties.Role | {"Fn::GetAtt": "IngestRole.Arn"} | Resources.IngestRole: expected one resource that uses the role, found [IngestFunction, QueryFunction]
Resources.QueryFunction.Properties.Role | {"Fn::GetAtt": "IngestRole.Arn"} | Resources.QueryRole: expected one resource that uses the role, found []
Resources.Odd | {"Type": "AWS::Events::Rule", "Properties": {"RoleArn": {"Fn::GetAtt": "IngestRole.Arn"}}} | Resources.IngestRole: AccessRules.TRUSTED has no trust policy for AWS::Events::Rule
Resources.SchedulesRole.Properties.Policies.0.PolicyDocument.Statement.0.Resource | {"Fn::Sub": "${IngestFunction.Arn}:*"} | Resources.SchedulesRole: allows lambda:InvokeFunction on arn:aws:lambda:us-east-1:000000000000:function:orderstream-IngestFunction:*
Resources.QuerySchedule.Properties.Target.RoleArn | {"Fn::GetAtt": "SnapshotRole.Arn"} | Resources.SnapshotRole: expected one resource that uses the role, found [SnapshotFunction, QuerySchedule]
Resources.BucketPolicy.Properties.PolicyDocument.Statement.0.Effect | "Allow" | Resources.BucketPolicy: allows everybody s3:*
# storage
Resources.Stream.Properties.StreamEncryption.EncryptionType | "NONE" | Resources.Stream: AWS::Kinesis::Stream is not encrypted
Resources.Table.Properties.SSESpecification.SSEEnabled | false | Resources.Table: AWS::DynamoDB::Table is not encrypted
Resources.Bucket.Properties.BucketEncryption | {} | Resources.Bucket: AWS::S3::Bucket is not encrypted
Resources.AlarmTopic | {"Type": "AWS::SNS::Topic"} | Resources.AlarmTopic: AWS::SNS::Topic is not encrypted
Resources.Odd | {"Type": "AWS::EFS::FileSystem"} | Resources.Odd: AWS::EFS::FileSystem is not encrypted
Resources.Bucket.Properties.PublicAccessBlockConfiguration.BlockPublicAcls | false | Resources.Bucket: BlockPublicAcls is not true
Resources.Bucket.Properties.PublicAccessBlockConfiguration.RestrictPublicBuckets | false | Resources.Bucket: RestrictPublicBuckets is not true
Resources.Bucket.Properties.OwnershipControls | {} | Resources.Bucket: ACLs are not switched off
Resources.BucketPolicy.Properties.PolicyDocument.Statement.0.Resource | {"Fn::GetAtt": "Bucket.Arn"} | Resources.Bucket: can be used without TLS
Resources.BucketPolicy.Properties.PolicyDocument.Statement.0.Condition | {} | Resources.Bucket: can be used without TLS
# operation
Resources.IngestLogs.Properties | {} | Resources.IngestLogs: RetentionInDays is missing, so logs never expire
Resources.IngestFunction.Properties.LoggingConfig | {} | Resources.IngestFunction: does not log to a log group of the template
Resources.ApiStage.Properties.AccessLogSettings | {} | Resources.ApiStage: does not log to a log group of the template
Resources.Odd | {"Type": "AWS::Lambda::Function"} | Resources.Odd: no alarm watches Errors
Resources.Odd | {"Type": "AWS::Kinesis::Stream"} | Resources.Odd: no alarm watches GetRecords.IteratorAgeMilliseconds or millisBehindLatest
Resources.Odd | {"Type": "AWS::CloudWatch::Alarm"} | Resources.Odd: AlarmDescription is missing or too short
Resources.Odd | {"Type": "AWS::CloudWatch::Alarm"} | Resources.Odd: does not notify a topic
Resources.Odd | {"Type": "AWS::CloudWatch::Alarm"} | Resources.Odd: TreatMissingData is missing
# parameters
Parameters.Odd | {"Type": "String"} | Parameters.Odd: the parameter has no description
Parameters.Odd | {"Type": "String"} | Parameters.Odd: the parameter has no constraint
Parameters.Odd | {"Type": "String"} | Parameters.Odd: the parameter is in no group
Parameters.Odd | {"Type": "String"} | Parameters.Odd: the parameter has no label
Metadata.AWS::CloudFormation::Interface.ParameterGroups.0.Parameters | ["Odd"] | Metadata: a group names the unknown parameter Odd
""")
    void aViolationIsFound(String path, String value, String finding) throws IOException {
        assertThat(findings(EditableTemplate.ofTheTemplate().set(path, value).json()))
                .contains(finding);
    }

    /**
     * All S3 permissions of the API's functions and of the job. Only {@code s3:ListBucket} is for
     * the whole bucket.
     */
    @Test
    void permissionsForObjectsInS3AreLimitedToPrefixes() {
        String bucket = "arn:aws:s3:::orderstream-bucket-000000000000";

        assertThat(rights("QueryRole", "s3:"))
                .containsExactlyInAnyOrder(
                        "s3:ListBucket " + bucket,
                        "s3:GetObject " + bucket + "/invoices/*",
                        "s3:GetObject " + bucket + "/issued/*",
                        "s3:PutObject " + bucket + "/issued/*");
        assertThat(rights("JobRole", "s3:"))
                .containsExactlyInAnyOrder(
                        "s3:ListBucket " + bucket,
                        "s3:GetObject " + bucket + "/invoices/*",
                        "s3:PutObject " + bucket + "/invoices/*",
                        "s3:DeleteObject " + bucket + "/invoices/*/_part-*_tmp_*",
                        "s3:AbortMultipartUpload " + bucket + "/invoices/*",
                        "s3:ListMultipartUploadParts " + bucket + "/invoices/*",
                        "s3:GetObject " + bucket + "/events/*",
                        "s3:PutObject " + bucket + "/events/*",
                        "s3:DeleteObject " + bucket + "/events/*/_part-*_tmp_*",
                        "s3:AbortMultipartUpload " + bucket + "/events/*",
                        "s3:ListMultipartUploadParts " + bucket + "/events/*",
                        "s3:GetObject " + bucket + "/rejected/*",
                        "s3:PutObject " + bucket + "/rejected/*",
                        "s3:DeleteObject " + bucket + "/rejected/*/_part-*_tmp_*",
                        "s3:AbortMultipartUpload " + bucket + "/rejected/*",
                        "s3:ListMultipartUploadParts " + bucket + "/rejected/*",
                        "s3:GetObject arn:aws:s3:::this-machine/this-machine",
                        "s3:GetObjectVersion arn:aws:s3:::this-machine/this-machine");
        assertThat(rights("IngestRole", "s3:")).isEmpty();
    }

    /**
     * The job may delete only Flink's temporary objects of open files. It may delete no finished
     * file and no directory marker. The job's file system (S3A) tries to delete directory markers
     * after each file that it writes, and S3 refuses.
     */
    @ParameterizedTest
    @CsvSource({
        "invoices/dt=2026-11-28/hh=21/slot=07/_part-6f1c-0.jsonl_tmp_9b0d, true",
        "invoices/dt=2026-11-28/hh=21/slot=07/1764365112345-0000000123/_part-6f1c-0.jsonl_tmp_9b0d,"
                + " true",
        "events/dt=2026-11-28/hh=21/slot=07/1764365112345-0000000123/_part-6f1c-0.jsonl_tmp_9b0d,"
                + " true",
        "rejected/dt=2026-11-28/_part-6f1c-0.jsonl_tmp_9b0d, true",
        "invoices/dt=2026-11-28/hh=21/slot=07/part-6f1c-0.jsonl, false",
        "invoices/dt=2026-11-28/hh=21/slot=07/1764365112345-0000000123/part-6f1c-0.jsonl, false",
        "events/dt=2026-11-28/hh=21/slot=07/1764365112345-0000000123/part-6f1c-0.jsonl, false",
        "rejected/dt=2026-11-28/part-6f1c-0.jsonl, false",
        "issued/order/_part-1_tmp_1, false",
        "invoices/, false",
        "invoices/dt=2026-11-28/, false",
        "invoices/dt=2026-11-28/hh=21/, false",
        "invoices/dt=2026-11-28/hh=21/slot=07/, false",
        "rejected/, false",
        "rejected/dt=2026-11-28/, false"
    })
    void theJobMayDeleteOnlyTemporaryObjectsOfOpenFiles(String key, boolean allowed) {
        String object = "arn:aws:s3:::orderstream-bucket-000000000000/" + key;
        Policy job =
                Policy.of(
                        EditableTemplate.ofTheTemplate()
                                .resolve()
                                .resource("JobRole")
                                .get("Policies")
                                .json());

        assertThat(job.allows(new AwsCall("Job", "s3:DeleteObject", object))).isEqualTo(allowed);
    }

    private static List<String> rights(String role, String service) {
        List<String> rights = new ArrayList<>();
        for (JsonNode policy :
                EditableTemplate.ofTheTemplate().resolve().resource(role).get("Policies").json()) {
            for (JsonNode statement : policy.path("PolicyDocument").path("Statement")) {
                for (String action : Policy.texts(statement.path("Action"))) {
                    Policy.texts(statement.path("Resource")).stream()
                            .map(resource -> action + " " + resource)
                            .filter(right -> right.startsWith(service))
                            .forEach(rights::add);
                }
            }
        }
        return rights;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Job: no alarm watches downtime",
                "Job: no alarm watches fullRestarts",
                "Job: no alarm watches numberOfFailedCheckpoints",
                "Job: no alarm watches lastCheckpointDuration",
                "Job: no alarm watches rejected",
                "Job: no alarm watches backPressuredTimeMsPerSecond",
                "Job: no alarm watches tableBufferPercent",
                "Job: no alarm watches cpuUtilization",
                "Job: no alarm watches heapMemoryUtilization",
                "Stream: no alarm watches GetRecords.IteratorAgeMilliseconds or millisBehindLatest",
                "Stream: no alarm watches ReadProvisionedThroughputExceeded",
                "Stream: no alarm watches WriteProvisionedThroughputExceeded",
                "Table: no alarm watches ReadThrottleEvents",
                "Table: no alarm watches WriteThrottleEvents",
                "Api: no alarm watches 5xx",
                "Api: no alarm watches Latency",
                "IngestFunction: no alarm watches Errors",
                "IngestFunction: no alarm watches Throttles",
                "IngestFunction: no alarm watches Duration",
                "QueryFunction: no alarm watches Errors",
                "QueryFunction: no alarm watches Throttles",
                "QueryFunction: no alarm watches Duration",
                "JobStarterFunction: no alarm watches Errors",
                "SnapshotFunction: no alarm watches Errors"
            })
    void aMissingAlarmIsReported(String finding) {
        assertThat(
                        OperationRules.findings(
                                EditableTemplate.ofTheTemplate()
                                        .withoutAny("AWS::CloudWatch::Alarm")
                                        .json()))
                .contains("Resources." + finding);
    }
}
