package io.orderstream.embedded.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.RuntimeEnvironment;
import software.amazon.awssdk.services.lambda.model.Runtime;

/** The runtimes' names, which the specification lacks, against the lists of the AWS SDK. */
final class Runtimes {
    private Runtimes() {}

    static List<String> findings(JsonNode resource, String path) {
        return switch (resource.path("Type").asText()) {
            case "AWS::Lambda::Function" -> {
                String name = resource.path("Properties").path("Runtime").asText();
                yield Runtime.fromValue(name) == Runtime.UNKNOWN_TO_SDK_VERSION
                        ? unknown(path + ".Properties.Runtime", "a Lambda runtime", name)
                        : List.of();
            }
            case "AWS::KinesisAnalyticsV2::Application" -> {
                String name = resource.path("Properties").path("RuntimeEnvironment").asText();
                yield RuntimeEnvironment.fromValue(name)
                                == RuntimeEnvironment.UNKNOWN_TO_SDK_VERSION
                        ? unknown(
                                path + ".Properties.RuntimeEnvironment",
                                "a Managed Flink runtime",
                                name)
                        : List.of();
            }
            default -> List.of();
        };
    }

    private static List<String> unknown(String path, String expected, String found) {
        return List.of(String.format("%s: expected %s, found \"%s\"", path, expected, found));
    }
}
