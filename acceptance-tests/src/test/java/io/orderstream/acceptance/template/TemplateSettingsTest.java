package io.orderstream.acceptance.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orderstream.embedded.stack.Installation;
import io.orderstream.embedded.template.PseudoParameters;
import io.orderstream.embedded.template.ResolvedTemplate;
import io.orderstream.embedded.template.Resource;
import io.orderstream.embedded.template.Template;
import io.orderstream.embedded.template.TemplateException;
import io.orderstream.embedded.template.Value;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the settings of a deployment. The embedded stack does not use most of them. */
class TemplateSettingsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String REGION_AND_ACCOUNT = "us-east-1:000000000000";

    /**
     * Variables of an HTTP API's access log:
     * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html
     */
    private static final Set<String> LOG_VARIABLES =
            Set.of(
                    "authorizer.error",
                    "httpMethod",
                    "identity.sourceIp",
                    "integration.requestId",
                    "integrationErrorMessage",
                    "integrationLatency",
                    "path",
                    "requestId",
                    "requestTime",
                    "responseLatency",
                    "responseLength",
                    "routeKey",
                    "status");

    private final Template source = Template.load(new Installation(Path.of("..")).template());
    private final ResolvedTemplate template = TemplateDefaults.resolve(source, Map.of());

    @Test
    void byDefaultEveryRouteRequiresIam() {
        assertThat(template.ofType("AWS::ApiGatewayV2::Route"))
                .isNotEmpty()
                .allSatisfy(
                        route -> {
                            assertThat(route.get("AuthorizationType").text()).isEqualTo("AWS_IAM");
                            assertThat(route.find("AuthorizerId")).isEmpty();
                        });
        assertThat(template.ofType("AWS::ApiGatewayV2::Authorizer")).isEmpty();
    }

    @Test
    void withTokensEveryRouteRequiresAToken() throws Exception {
        ResolvedTemplate tokens =
                TemplateDefaults.resolve(
                        source,
                        Map.of(
                                "Authorization", "JWT",
                                "JwtIssuer", "https://issuer.example/1",
                                "JwtAudience", "a,b"));
        Resource authorizer = tokens.resource("TokenAuthorizer");

        assertThat(tokens.ofType("AWS::ApiGatewayV2::Route"))
                .isNotEmpty()
                .allSatisfy(
                        route -> {
                            assertThat(route.get("AuthorizationType").text()).isEqualTo("JWT");
                            assertThat(route.get("AuthorizerId").text())
                                    .isEqualTo(authorizer.ref());
                        });
        assertThat(authorizer.properties().json())
                .isEqualTo(
                        json(
                                """
                                {"ApiId": "%s", "Name": "tokens", "AuthorizerType": "JWT",
                                 "IdentitySource": ["$request.header.Authorization"],
                                 "JwtConfiguration": {
                                   "Issuer": "https://issuer.example/1", "Audience": ["a", "b"]}}
                                """
                                        .formatted(tokens.resource("Api").ref())));
    }

    @Test
    void aPageOfAnotherOriginMayCallTheApi_onlyIfAParameterNamesItsOrigin() throws Exception {
        ResolvedTemplate shop =
                TemplateDefaults.resolve(source, Map.of("CorsOrigins", "https://shop.example"));

        assertThat(template.resource("Api").find("CorsConfiguration")).isEmpty();
        assertThat(template.ofType("AWS::ApiGatewayV2::Route"))
                .extracting(Resource::logicalId)
                .doesNotContain("PreflightRoute");
        assertThat(read(shop.resource("Api").get("CorsConfiguration")))
                .isEqualTo(
                        json(
                                """
                                {"AllowOrigins": ["https://shop.example"],
                                 "AllowMethods": ["GET", "POST"],
                                 "AllowHeaders": ["authorization", "content-type",
                                   "idempotency-key", "x-amz-content-sha256", "x-amz-date",
                                   "x-amz-security-token"],
                                 "ExposeHeaders": ["apigw-requestid", "location", "retry-after"],
                                 "MaxAge": 3600}
                                """));
        assertThat(shop.resource("PreflightRoute").get("AuthorizationType").text())
                .isEqualTo("NONE");
        assertThat(template.resource("Bucket").find("CorsConfiguration")).isEmpty();
        assertThat(read(shop.resource("Bucket").get("CorsConfiguration")))
                .isEqualTo(
                        json(
                                """
                                {"CorsRules": [{
                                   "AllowedOrigins": ["*"], "AllowedMethods": ["GET", "HEAD"],
                                   "AllowedHeaders": ["*"],
                                   "ExposedHeaders": ["content-disposition", "content-length",
                                     "etag", "x-amz-request-id"],
                                   "MaxAge": 3600}]}
                                """));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"*", "https://shop.example", "http://127.0.0.1:8080,https://a.b-c.example"})
    void anOriginHasSchemeAndHost_orIsAStarForAll(String origins) {
        assertThat(
                        TemplateDefaults.resolve(source, Map.of("CorsOrigins", origins))
                                .resource("Api")
                                .find("CorsConfiguration"))
                .isPresent();
    }

    /**
     * API Gateway accepts no wildcard for a part of a host. A stack with such an origin would be
     * rolled back.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://*.example",
                "https://*",
                "https://shop*",
                "https://shop.example:*",
                "https://shop.example/",
                "https://shop.example/cart",
                "shop.example",
                "null",
                "https://shop.example,https://*.example"
            })
    void anOriginHasNoWildcardAndNoPath(String origins) {
        assertThatThrownBy(() -> TemplateDefaults.resolve(source, Map.of("CorsOrigins", origins)))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining("Parameters.CorsOrigins: expected a match of");
    }

    /**
     * The test goes through all routes of the template except {@code $default}. So it also covers
     * routes that are added later.
     */
    @Test
    void withScopesEveryRouteToOrdersRequiresAScope() {
        ResolvedTemplate scopes =
                TemplateDefaults.resolve(
                        source,
                        Map.of(
                                "Authorization", "JWT",
                                "JwtIssuer", "https://issuer.example/1",
                                "JwtAudience", "a",
                                "ReadScope", "orders.read,orders.all",
                                "WriteScope", "orders.write"));

        assertThat(scopes.ofType("AWS::ApiGatewayV2::Route"))
                .filteredOn(route -> !route.get("RouteKey").text().equals("$default"))
                .isNotEmpty()
                .allSatisfy(
                        route ->
                                assertThat(route.get("AuthorizationScopes").list())
                                        .extracting(Value::text)
                                        .isEqualTo(
                                                route.get("RouteKey").text().startsWith("GET ")
                                                        ? List.of("orders.read", "orders.all")
                                                        : List.of("orders.write")));
        assertThat(template.ofType("AWS::ApiGatewayV2::Route"))
                .allSatisfy(route -> assertThat(route.find("AuthorizationScopes")).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"ReadScope, AWS_IAM", "WriteScope, AWS_IAM", "ReadScope, NONE"})
    void onlyTokensHaveScopes(String parameter, String authorization) {
        Map<String, String> values =
                Map.of("Authorization", authorization, parameter, "orders.read");

        assertThatThrownBy(() -> TemplateDefaults.resolve(source, values))
                .isInstanceOf(TemplateException.class)
                .hasMessage(
                        "Rules.OnlyTokensHaveScopes: Authorization is not JWT, so "
                                + parameter
                                + " must be empty.");
    }

    /**
     * With {@code AWS_IAM} or {@code JWT}, a function refuses a request that no authorizer has
     * checked. So a function must know which authorizer the API has.
     */
    @ParameterizedTest
    @ValueSource(strings = {"IngestFunction", "QueryFunction"})
    void theFunctionsAreToldTheAuthorizer(String function) {
        for (String authorization : List.of("AWS_IAM", "JWT", "NONE")) {
            Map<String, String> parameters =
                    Map.of(
                            "Authorization", authorization,
                            "JwtIssuer", "https://issuer.example/1",
                            "JwtAudience", "a");
            assertThat(
                            TemplateDefaults.resolve(source, parameters)
                                    .resource(function)
                                    .get("Environment")
                                    .get("Variables")
                                    .texts())
                    .containsEntry("AUTHORIZATION", authorization);
        }
    }

    /** The query string contains account ids, which do not belong in a log. */
    @Test
    void theAccessLogHasNoQueryString_andOnlyExistingVariables() {
        Resource stage = template.resource("ApiStage");
        String format = stage.get("AccessLogSettings").get("Format").text();

        assertThat(format)
                .isEqualTo(
                        """
                        {"requestId":"$context.requestId","time":"$context.requestTime",\
                        "ip":"$context.identity.sourceIp",\
                         "method":"$context.httpMethod","path":"$context.path",\
                        "route":"$context.routeKey",\
                         "status":"$context.status","bytes":"$context.responseLength",\
                        "millis":"$context.responseLatency",\
                         "functionMillis":"$context.integrationLatency",\
                        "functionError":"$context.integrationErrorMessage",\
                         "functionRequestId":"$context.integration.requestId",\
                        "authorizerError":"$context.authorizer.error"}""");
        assertThat(
                        Pattern.compile("\\$context\\.([A-Za-z.]+)")
                                .matcher(format)
                                .results()
                                .map((MatchResult match) -> match.group(1)))
                .containsExactlyInAnyOrderElementsOf(LOG_VARIABLES);
        assertThat(stage.get("AccessLogSettings").get("DestinationArn").text())
                .isEqualTo(template.resource("ApiLogs").attribute("Arn"));
        assertThat(stage.get("DefaultRouteSettings").json())
                .hasToString("{\"ThrottlingRateLimit\":\"1000\",\"ThrottlingBurstLimit\":\"500\"}");
    }

    @ParameterizedTest
    @CsvSource({"ApiMayInvokeIngest, IngestAlias", "ApiMayInvokeQuery, QueryAlias"})
    void onlyThisApiMayInvokeAFunction(String permission, String alias) throws Exception {
        assertThat(template.resource(permission).properties().json())
                .isEqualTo(
                        json(
                                """
                                {"Action": "lambda:InvokeFunction", "FunctionName": "%s",
                                 "Principal": "apigateway.amazonaws.com",
                                 "SourceArn": "arn:aws:execute-api:%s:%s/*"}
                                """
                                        .formatted(
                                                template.resource(alias).ref(),
                                                REGION_AND_ACCOUNT,
                                                template.resource("Api").ref())));
        assertThat(template.ofType("AWS::Lambda::Permission")).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Ingest", "Query"})
    void aNewVersionOfAFunctionIsACanaryFirst_andIsRolledBackByAnAlarm(String name)
            throws Exception {
        JsonNode update = source.json().at("/Resources/" + name + "Alias/UpdatePolicy");
        Resource group = template.resource(name + "Deployments");

        assertThat(update)
                .isEqualTo(
                        json(
                                """
                                {"CodeDeployLambdaAliasUpdate": {
                                   "ApplicationName": {"Ref": "Deployments"},
                                   "DeploymentGroupName": {"Ref": "%sDeployments"}}}
                                """
                                        .formatted(name)));
        assertThat(group.properties().json())
                .isEqualTo(
                        json(
                                """
                                {"ApplicationName": "orders-Deployments",
                                 "DeploymentConfigName":
                                   "CodeDeployDefault.LambdaCanary10Percent5Minutes",
                                 "DeploymentStyle": {"DeploymentType": "BLUE_GREEN",
                                   "DeploymentOption": "WITH_TRAFFIC_CONTROL"},
                                 "AlarmConfiguration": {"Enabled": "true", "Alarms": [
                                   {"Name": "orders-%1$sErrorsAlarm"},
                                   {"Name": "orders-ApiErrorsAlarm"}]},
                                 "AutoRollbackConfiguration": {"Enabled": true, "Events": [
                                   "DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM",
                                   "DEPLOYMENT_STOP_ON_REQUEST"]},
                                 "ServiceRoleArn":
                                   "arn:aws:iam::000000000000:role/orders-DeploymentsRole"}
                                """
                                        .formatted(name)));
        assertThat(template.resource("Deployments").get("ComputePlatform").text())
                .isEqualTo("Lambda");
    }

    /**
     * In an outage, an alarm is on before the repaired version is deployed. This alarm would roll
     * back the repair, unless the parameter {@code DeploymentAlarms} is {@code false}.
     */
    @ParameterizedTest
    @ValueSource(strings = {"IngestDeployments", "QueryDeployments"})
    void aRepairCanBeDeployedWhileAlarmsFire(String group) {
        ResolvedTemplate repair =
                TemplateDefaults.resolve(source, Map.of("DeploymentAlarms", "false"));

        assertThat(repair.resource(group).get("AlarmConfiguration").get("Enabled").bool())
                .isFalse();
    }

    @Test
    void theTableCanBeRestored_andIsProtectedFromDeletion() throws Exception {
        JsonNode table = template.resource("Table").properties().json();

        assertThat(table.path("PointInTimeRecoverySpecification"))
                .isEqualTo(json("{\"PointInTimeRecoveryEnabled\": true}"));
        assertThat(table.path("DeletionProtectionEnabled").asText()).isEqualTo("true");
        assertThat(table.path("BillingMode").asText()).isEqualTo("PAY_PER_REQUEST");
    }

    @Test
    void theStreamIsOnDemand_orHasTheShardsOfTheParameter() {
        Resource onDemand = template.resource("Stream");
        Resource provisioned =
                TemplateDefaults.resolve(source, Map.of("ShardCount", "2")).resource("Stream");

        assertThat(onDemand.get("StreamModeDetails").get("StreamMode").text())
                .isEqualTo("ON_DEMAND");
        assertThat(onDemand.find("ShardCount")).isEmpty();
        assertThat(onDemand.get("RetentionPeriodHours").integer()).isEqualTo(168);
        assertThat(provisioned.get("StreamModeDetails").get("StreamMode").text())
                .isEqualTo("PROVISIONED");
        assertThat(provisioned.get("ShardCount").integer()).isEqualTo(2);
        // The template compares the parameter with text. With the transform LanguageExtensions,
        // Fn::Equals does not treat a number and its text as equal. So the parameter is a String.
        assertThat(source.json().at("/Parameters/ShardCount/Type").asText()).isEqualTo("String");
    }

    /**
     * Compares the complete configuration, because only issued documents and old uploads may
     * expire. Above all, invoices/, events/ and the temporary objects of open files must stay.
     */
    @Test
    void onlyIssuedDocumentsAndOldUploadsExpire() throws Exception {
        assertThat(read(template.resource("Bucket").get("LifecycleConfiguration")))
                .isEqualTo(
                        json(
                                """
                                {"Rules": [
                                  {"Id": "AbortUploadsThatNobodyCompletes", "Status": "Enabled",
                                   "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7}},
                                  {"Id": "ExpireIssuedDocuments", "Status": "Enabled",
                                   "Prefix": "issued/", "ExpirationInDays": 30},
                                  {"Id": "MoveLargeArchiveFiles", "Status": "Disabled",
                                   "Prefix": "invoices/", "ObjectSizeGreaterThan": 5242880,
                                   "Transitions": [
                                     {"StorageClass": "STANDARD_IA", "TransitionInDays": "90"}]},
                                  {"Id": "MoveLargeEventFiles", "Status": "Disabled",
                                   "Prefix": "events/", "ObjectSizeGreaterThan": 5242880,
                                   "Transitions": [
                                     {"StorageClass": "STANDARD_IA", "TransitionInDays": "90"}]}]}
                                """));
    }

    @ParameterizedTest
    @CsvSource({"2, MoveLargeArchiveFiles, invoices/", "3, MoveLargeEventFiles, events/"})
    void theOldArchiveMovesToTheChosenStorageClass(int rule, String id, String prefix)
            throws Exception {
        ResolvedTemplate cold =
                TemplateDefaults.resolve(
                        source,
                        Map.of("ArchiveStorageClass", "GLACIER_IR", "ArchiveAfterDays", "30"));

        assertThat(read(cold.resource("Bucket").get("LifecycleConfiguration")).at("/Rules/" + rule))
                .isEqualTo(
                        json(
                                """
                                {"Id": "%s", "Status": "Enabled",
                                 "Prefix": "%s", "ObjectSizeGreaterThan": 5242880,
                                 "Transitions": [
                                   {"StorageClass": "GLACIER_IR", "TransitionInDays": "30"}]}
                                """
                                        .formatted(id, prefix)));
    }

    @ParameterizedTest
    @CsvSource({"OrderLines, invoices", "EventLines, events"})
    void athenaFindsThePartitionsByItself(String lines, String folder) throws Exception {
        String root = "s3://" + template.resource("Bucket").ref() + "/" + folder + "/";
        JsonNode table = template.resource(lines).get("TableInput").json();

        assertThat(table.path("Parameters"))
                .isEqualTo(
                        json(
                                """
                                {"classification": "json", "projection.enabled": "true",
                                 "projection.dt.type": "date", "projection.dt.format": "yyyy-MM-dd",
                                 "projection.dt.range": "2026-01-01,NOW",
                                 "projection.dt.interval": "1",
                                 "projection.dt.interval.unit": "DAYS",
                                 "projection.hh.type": "integer", "projection.hh.range": "0,23",
                                 "projection.hh.digits": "2",
                                 "projection.slot.type": "integer",
                                 "projection.slot.range": "0,127", "projection.slot.digits": "2",
                                 "storage.location.template":
                                   "ROOTdt=${dt}/hh=${hh}/slot=${slot}/"}
                                """
                                        .replace("ROOT", root)));
        assertThat(table.path("PartitionKeys"))
                .extracting(key -> key.path("Name").asText())
                .containsExactly("dt", "hh", "slot");
        assertThat(table.at("/StorageDescriptor/Location").asText()).isEqualTo(root);
        assertThat(table.at("/StorageDescriptor/SerdeInfo/SerializationLibrary").asText())
                .isEqualTo("org.openx.data.jsonserde.JsonSerDe");
        assertThat(table.at("/StorageDescriptor/SerdeInfo/Parameters"))
                .isEqualTo(json("{\"case.insensitive\": \"FALSE\"}"));
        // The range of slots above, 0 to 127, has as many slots as the parameter's maximum.
        assertThat(source.json().at("/Parameters/ArchiveSlots/MaxValue").asInt()).isEqualTo(128);
    }

    /**
     * Athena cannot use a table without a list of partition keys, even if the table has no
     * partitions.
     */
    @Test
    void everyTableOfAthenaHasAListOfPartitionKeys() {
        assertThat(template.ofType("AWS::Glue::Table"))
                .hasSize(6)
                .allSatisfy(
                        table ->
                                assertThat(
                                                table.get("TableInput")
                                                        .json()
                                                        .path("PartitionKeys")
                                                        .isArray())
                                        .isTrue());
    }

    /**
     * Glue stores the database's name in lower case. The stack's name may have capitals. If the
     * database had the stack's name, the name in the views would differ from the name in Glue. So
     * the database's name is a parameter.
     */
    @Test
    void theDatabaseHasTheNameOfTheParameter() {
        ResolvedTemplate named =
                TemplateDefaults.resolve(source, Map.of("DatabaseName", "my_orders"));

        assertThat(named.resource("ArchiveDatabase").get("DatabaseInput").get("Name").text())
                .isEqualTo("my_orders");
        assertThat(source.json().at("/Parameters/DatabaseName/AllowedPattern").asText())
                .isEqualTo("[a-z0-9_]{1,128}");
    }

    @Test
    void theFunctionsHaveTheseSettings() {
        List<String> functions = new ArrayList<>();
        for (Resource function : template.ofType("AWS::Lambda::Function")) {
            JsonNode properties = function.properties().json();
            functions.add(
                    String.join(
                            " ",
                            function.logicalId(),
                            properties.path("Runtime").asText(),
                            properties.path("Architectures").toString(),
                            properties.at("/TracingConfig/Mode").asText(),
                            properties.path("MemorySize").asText() + " MB",
                            properties.path("Timeout").asText() + " s",
                            properties.at("/SnapStart/ApplyOn").asText("no SnapStart"),
                            properties.at("/LoggingConfig/LogFormat").asText(),
                            properties.at("/LoggingConfig/SystemLogLevel").asText("INFO"),
                            properties.at("/LoggingConfig/LogGroup").asText()));
        }

        assertThat(functions)
                .containsExactly(
                        "IngestFunction java21 [\"arm64\"] Active 1024 MB 29 s PublishedVersions JSON"
                                + " WARN orders-IngestLogs",
                        "QueryFunction java21 [\"arm64\"] Active 1024 MB 29 s PublishedVersions JSON"
                                + " WARN orders-QueryLogs",
                        // A job takes minutes to start and to stop, so the time-out is the maximum
                        // of Lambda.
                        "JobStarterFunction java21 [\"arm64\"] Active 512 MB 900 s no SnapStart JSON"
                                + " INFO orders-JobStarterLogs",
                        "SnapshotFunction java21 [\"arm64\"] Active 512 MB 900 s no SnapStart JSON"
                                + " INFO orders-SnapshotLogs");
    }

    @Test
    void theJobIsStartedByTheStack_withEnoughTimeForRetries() throws Exception {
        JsonNode start = template.resource("JobStart").properties().json();

        assertThat(start.path("ServiceToken").asText())
                .isEqualTo(template.resource("JobStarterFunction").attribute("Arn"));
        assertThat(start.path("ServiceTimeout").asInt()).isEqualTo(3600);
        assertThat(start.path("ApplicationName").asText())
                .isEqualTo(template.resource("Job").ref());
        assertThat(source.json().at("/Resources/JobStart/DependsOn").asText())
                .isEqualTo("JobLogging");
    }

    @Test
    void aSnapshotIsTakenEverySixHours_andThoseOfAWeekAreKept() throws Exception {
        Resource schedule = template.resource("SnapshotSchedule");

        assertThat(schedule.get("ScheduleExpression").text()).isEqualTo("rate(6 hours)");
        assertThat(schedule.get("Target").get("Arn").text())
                .isEqualTo(template.resource("SnapshotFunction").attribute("Arn"));
        assertThat(json(schedule.get("Target").get("Input").text()))
                .isEqualTo(json("{\"ApplicationName\": \"orders-Job\", \"Keep\": \"28\"}"));
        assertThat(source.json().at("/Resources/SnapshotSchedule/DependsOn").asText())
                .isEqualTo("JobStart");
        // Without this setting, Lambda would retry a failed asynchronous invocation twice.
        assertThat(template.resource("SnapshotRetries").properties().json())
                .hasToString(
                        "{\"FunctionName\":\"orders-SnapshotFunction\",\"Qualifier\":\"$LATEST\","
                                + "\"MaximumRetryAttempts\":0}");
    }

    @Test
    void theIntervalAndTheNumberOfSnapshotsAreParameters() {
        ResolvedTemplate other =
                TemplateDefaults.resolve(
                        source, Map.of("SnapshotHours", "24", "SnapshotsKept", "7"));
        Resource schedule = other.resource("SnapshotSchedule");

        assertThat(schedule.get("ScheduleExpression").text()).isEqualTo("rate(24 hours)");
        assertThat(schedule.get("Target").get("Input").text()).endsWith("\"Keep\": \"7\"}");
        // The template always writes "hours", but a rate of 1 needs the unit "hour". So the minimum
        // is 2.
        assertThat(source.json().at("/Parameters/SnapshotHours/MinValue").asInt()).isEqualTo(2);
    }

    /** Lambda deletes the SnapStart snapshot of a version that was not called for fourteen days. */
    @ParameterizedTest
    @ValueSource(strings = {"Ingest", "Query"})
    void theVersionOfTheAliasIsCalledEveryThreeDays(String name) {
        Resource schedule = template.resource(name + "Schedule");

        assertThat(schedule.get("ScheduleExpression").text()).isEqualTo("rate(3 days)");
        assertThat(schedule.get("Target").get("Arn").text())
                .isEqualTo(template.resource(name + "Alias").ref());
    }

    @Test
    void theJobWritesItsLogToItsLogStream() throws Exception {
        assertThat(template.resource("JobLogging").properties().json())
                .isEqualTo(
                        json(
                                """
                                {"ApplicationName": "orders-Job", "CloudWatchLoggingOption": {
                                  "LogStreamARN":
                                    "arn:aws:logs:%s:log-group:orders-JobLogs:log-stream:flink"}}
                                """
                                        .formatted(REGION_AND_ACCOUNT)));
        assertThat(template.resource("JobLogStream").get("LogGroupName").text())
                .isEqualTo("orders-JobLogs");
    }

    @Test
    void theStackHasTheseOutputs() {
        assertThat(template.outputNames())
                .containsExactly(
                        "ApiAddress",
                        "StreamName",
                        "TableName",
                        "BucketName",
                        "JobName",
                        "DashboardUrl",
                        "AlarmTopic");
        assertThat(template.output("ApiAddress"))
                .isEqualTo(template.resource("Api").attribute("ApiEndpoint"));
        assertThat(template.output("StreamName")).isEqualTo("orders-Stream");
        assertThat(template.output("TableName")).isEqualTo("orders-Table");
        assertThat(template.output("BucketName")).isEqualTo("orders-bucket-000000000000");
        assertThat(template.output("JobName")).isEqualTo("orders-Job");
        assertThat(template.output("DashboardUrl"))
                .isEqualTo(
                        "https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1"
                                + "#dashboards/dashboard/orders-Dashboard");
        assertThat(template.output("AlarmTopic"))
                .isEqualTo("arn:aws:sns:" + REGION_AND_ACCOUNT + ":orders-AlarmTopic");
    }

    @ParameterizedTest
    @CsvSource({
        "aws, eu-central-1, https://eu-central-1.console.aws.amazon.com/",
        "aws-cn, cn-north-1, https://cn-north-1.console.amazonaws.cn/",
        "aws-us-gov, us-gov-west-1, https://us-gov-west-1.console.amazonaws-us-gov.com/",
        "aws-eusc, eusc-de-east-1, https://eusc-de-east-1.console.amazonaws-eusc.eu/"
    })
    void theDashboardIsInTheConsoleOfThePartition(String partition, String region, String console) {
        ResolvedTemplate there =
                TemplateDefaults.resolve(
                        source,
                        new PseudoParameters(
                                "000000000000", region, partition, "orders", "unused"));

        assertThat(there.output("DashboardUrl"))
                .isEqualTo(
                        console
                                + "cloudwatch/home?region="
                                + region
                                + "#dashboards/dashboard/orders-Dashboard");
    }

    /**
     * Writes the value as text and reads it again. Without that, equal numbers would differ,
     * because the template's numbers have other node types than those of {@link #json}.
     */
    private static JsonNode read(Value value) throws JsonProcessingException {
        return json(value.json().toString());
    }

    private static JsonNode json(String text) throws JsonProcessingException {
        return JSON.readTree(text);
    }
}
