package io.orderstream.embedded.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.AggregateWith;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.aggregator.ArgumentsAggregator;
import org.junit.jupiter.params.provider.CsvSource;

class PhysicalNamesTest {
    private static final PseudoParameters PSEUDO = PseudoParameters.local("us-east-1", "My");

    @TempDir Path directory;

    @ParameterizedTest
    @CsvSource({
        "AWS::Kinesis::Stream, Name, arn:aws:kinesis:us-east-1:000000000000:stream/%s",
        "AWS::DynamoDB::Table, TableName, arn:aws:dynamodb:us-east-1:000000000000:table/%s",
        "AWS::Lambda::Function, FunctionName, arn:aws:lambda:us-east-1:000000000000:function:%s",
        "AWS::IAM::Role, RoleName, arn:aws:iam::000000000000:role/%s",
        "AWS::Logs::LogGroup, LogGroupName, arn:aws:logs:us-east-1:000000000000:log-group:%s:*",
        "AWS::CloudWatch::Alarm, AlarmName, arn:aws:cloudwatch:us-east-1:000000000000:alarm:%s"
    })
    void namesAResourceByItsPropertyOrByStackAndLogicalId(String type, String property, String arn)
            throws IOException {
        Resource unnamed = resource("{Type: " + type + "}", Map.of());
        assertThat(unnamed.ref()).isEqualTo("My-It");
        assertThat(unnamed.attribute("Arn")).isEqualTo(arn.formatted("My-It"));
        Resource named =
                resource(
                        "{Type: "
                                + type
                                + ", Properties: {"
                                + property
                                + ": !Sub '${AWS::StackName}-x'}}",
                        Map.of());
        assertThat(named.ref()).isEqualTo("My-x");
        assertThat(named.attribute("Arn")).isEqualTo(arn.formatted("My-x"));
    }

    @Test
    void namesABucketInLowerCaseWithTheAccount() throws IOException {
        Resource bucket = resource("{Type: AWS::S3::Bucket}", Map.of());
        assertThat(bucket.ref()).isEqualTo("my-it-000000000000");
        assertThat(bucket.attribute("Arn")).isEqualTo("arn:aws:s3:::my-it-000000000000");
        assertThat(bucket.attribute("DomainName")).isEqualTo("my-it-000000000000.s3.amazonaws.com");
        assertThat(bucket.attribute("RegionalDomainName"))
                .isEqualTo("my-it-000000000000.s3.us-east-1.amazonaws.com");
    }

    @Test
    void namesAFunctionsVersionAndAliasByArn() throws IOException {
        assertThat(
                        resource(
                                        "{Type: AWS::Lambda::Version, Properties: {FunctionName: f}}",
                                        Map.of())
                                .ref())
                .isEqualTo("arn:aws:lambda:us-east-1:000000000000:function:f:1");
        assertThat(
                        resource(
                                        "{Type: AWS::Lambda::Alias, Properties: {FunctionName: f, Name:"
                                                + " live}}",
                                        Map.of())
                                .ref())
                .isEqualTo("arn:aws:lambda:us-east-1:000000000000:function:f:live");
        Resource nameless =
                resource("{Type: AWS::Lambda::Alias, Properties: {FunctionName: f}}", Map.of());
        assertThatThrownBy(nameless::ref)
                .hasMessage("Resources.It: expected Resources.It.Properties.Name, found nothing");
    }

    @Test
    void namesAnApiByAStableId() throws IOException {
        Resource api = resource("{Type: AWS::ApiGatewayV2::Api}", Map.of());
        assertThat(api.ref()).matches("[a-z0-9]{10}").isEqualTo(api.attribute("ApiId"));
        assertThat(api.attribute("ApiEndpoint"))
                .isEqualTo("https://" + api.ref() + ".execute-api.us-east-1.amazonaws.com");
        assertThat(resource("{Type: AWS::ApiGatewayV2::Api}", Map.of()).ref()).isEqualTo(api.ref());
    }

    @Test
    void prefersGivenRefsAndAttributes() throws IOException {
        Resource api =
                resource(
                        "{Type: AWS::ApiGatewayV2::Api}",
                        Map.of("It", "local", "It.ApiEndpoint", "http://127.0.0.1:8080"));
        assertThat(api.ref()).isEqualTo("local");
        assertThat(api.attribute("ApiEndpoint")).isEqualTo("http://127.0.0.1:8080");
    }

    @Test
    void refusesACircularName() throws IOException {
        Resource stream =
                resource("{Type: AWS::Kinesis::Stream, Properties: {Name: !Ref It}}", Map.of());
        assertThatThrownBy(stream::ref)
                .hasMessage(
                        "Resources.It.Properties.Name: circular dependency:"
                                + " Resources.It.Properties.Name -> Resources.It.Properties.Name");
        Resource database =
                resource(
                        "{Type: AWS::Glue::Database, Properties: {DatabaseInput: {Name: !Ref It}}}",
                        Map.of());
        assertThatThrownBy(database::ref)
                .hasMessageStartingWith(
                        "Resources.It.Properties.DatabaseInput: circular dependency:");
    }

    @Test
    void theRefOfCodeDeployAndGlueResourcesIsTheirName() throws IOException {
        assertThat(resource("{Type: AWS::CodeDeploy::Application}", Map.of()).ref())
                .isEqualTo("My-It");
        assertThat(
                        resource(
                                        "{Type: AWS::CodeDeploy::DeploymentGroup, Properties:"
                                                + " {DeploymentGroupName: g}}",
                                        Map.of())
                                .ref())
                .isEqualTo("g");
        assertThat(
                        resource(
                                        "{Type: AWS::Glue::Database, Properties: {DatabaseInput:"
                                                + " {Name: !Ref AWS::StackName}}}",
                                        Map.of())
                                .ref())
                .isEqualTo("My");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Authorization=NONE",
                "Authorization=AWS_IAM | AlarmEmail=me@example.com | ShardCount=2",
                "Authorization=JWT | JwtIssuer=https://issuer.example.com | JwtAudience=a,b",
                "CorsOrigins=https://a.example,http://b.example:8080 | ReservedConcurrency=5",
                "ArchiveStorageClass=GLACIER_IR | DataDeletionPolicy=Delete | JobJarVersion=v1"
            })
    void resolvesTheProjectsOwnTemplate(
            @AggregateWith(Parameters.class) Map<String, String> parameters) {
        ResolvedTemplate template =
                Template.load(Path.of("../cloudformation/template.yaml"))
                        .resolve(parameters, PseudoParameters.local("us-east-1", "orders"));
        assertThat(template.resources())
                .allSatisfy(resource -> assertThat(resource.properties().json()).isNotNull());
        assertThat(template.outputNames())
                .allSatisfy(output -> assertThat(template.output(output)).isNotEmpty());
    }

    private static final class Parameters implements ArgumentsAggregator {
        @Override
        public Map<String, String> aggregateArguments(
                ArgumentsAccessor row, ParameterContext context) {
            Map<String, String> all = new HashMap<>();
            all.put("ArtifactBucket", "artifacts");
            for (String key :
                    List.of("IngestZipKey", "QueryZipKey", "StarterZipKey", "JobJarKey")) {
                all.put(key, "the/" + key);
            }
            for (Object cell : row.toList()) {
                String[] parameter = ((String) cell).split("=", 2);
                all.put(parameter[0], parameter[1]);
            }
            return all;
        }
    }

    private Resource resource(String yaml, Map<String, String> attributes) throws IOException {
        Path file =
                Files.writeString(
                        directory.resolve("template.yaml"), "Resources: {It: " + yaml + "}");
        return Template.load(file).resolve(Map.of(), PSEUDO, attributes).resource("It");
    }
}
