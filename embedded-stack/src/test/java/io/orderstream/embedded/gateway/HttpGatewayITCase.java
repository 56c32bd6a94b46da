package io.orderstream.embedded.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.embedded.lambda.FunctionSettings;
import io.orderstream.embedded.lambda.LambdaFunction;
import io.orderstream.embedded.lambda.LaunchOptions;
import io.orderstream.embedded.lambda.ProbeArtifact;
import io.orderstream.embedded.lambda.RuntimeClient;
import io.orderstream.embedded.template.PseudoParameters;
import io.orderstream.embedded.template.ResolvedTemplate;
import io.orderstream.embedded.template.Template;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests a template's API with a packaged function, over HTTP. */
class HttpGatewayITCase {
    private static final String TEMPLATE =
            """
            Resources:
              Probe:
                Type: AWS::Lambda::Function
                Properties:
                  Handler: io.orderstream.embedded.lambda.probe.HttpProbe::handleRequest
                  MemorySize: 256
                  Timeout: 20
                  LoggingConfig: {LogFormat: JSON}
              MayInvoke:
                Type: AWS::Lambda::Permission
                Properties:
                  Action: lambda:InvokeFunction
                  FunctionName: !Ref Probe
                  Principal: apigateway.amazonaws.com
              Api: {Type: AWS::ApiGatewayV2::Api, Properties: {ProtocolType: HTTP}}
              Stage:
                Type: AWS::ApiGatewayV2::Stage
                Properties: {ApiId: !Ref Api, StageName: $default, AutoDeploy: true}
              Integration:
                Type: AWS::ApiGatewayV2::Integration
                Properties:
                  IntegrationType: AWS_PROXY
                  IntegrationUri: !GetAtt Probe.Arn
                  PayloadFormatVersion: 2.0
              GatewayRoute:
                Type: AWS::ApiGatewayV2::Route
                Properties:
                  RouteKey: POST /order
                  Target: !Sub integrations/${Integration}
            """;

    @TempDir Path directory;

    @ParameterizedTest
    @EnumSource
    void servesAPackagedFunction(RuntimeClient runtime) throws Exception {
        ResolvedTemplate template =
                Template.load(Files.writeString(directory.resolve("t.yaml"), TEMPLATE))
                        .resolve(Map.of(), PseudoParameters.local("us-east-1", "it"));
        FunctionSettings settings = FunctionSettings.of(template.single("AWS::Lambda::Function"));
        LaunchOptions launch =
                LaunchOptions.of(
                                ProbeArtifact.write(directory.resolve("probe.zip")),
                                Path.of("target/lambda-runtime"),
                                directory.resolve("work"),
                                directory.resolve("probe.log"))
                        .withRuntime(runtime);
        try (LambdaFunction function = LambdaFunction.start(settings, launch);
                HttpGateway gateway =
                        HttpGateway.start(
                                template, "000000000000", 0, Map.of(function.name(), function))) {
            URI order = URI.create(gateway.endpoint() + "/order?a=1&a=2");
            HttpResponse<String> response =
                    HttpClient.newHttpClient()
                            .send(
                                    HttpRequest.newBuilder(order)
                                            .header("Content-Type", "application/json")
                                            .POST(BodyPublishers.ofString("{\"order\":{}}"))
                                            .build(),
                                    BodyHandlers.ofString());
            assertThat(response.statusCode()).isEqualTo(202);
            assertThat(response.body()).isEqualTo("POST {a=1,2} {\"order\":{}}");
            assertThat(response.headers().firstValue("x-route")).contains("POST /order");
            assertThat(response.headers().allValues("set-cookie")).containsExactly("seen=1");
        }
    }
}
