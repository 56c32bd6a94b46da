package io.orderstream.embedded.lambda;

import io.orderstream.embedded.template.Resource;
import io.orderstream.embedded.template.TemplateException;
import io.orderstream.embedded.template.Value;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The template's settings of a function.
 *
 * @param name the function's physical name
 * @param arn the function's ARN
 * @param handler the handler, such as {@code io.orderstream.ingest.IngestHandler::handleRequest}
 * @param memoryMegabytes the memory in MB; the heap gets 85 percent, as on Lambda
 * @param timeout the time after which an invocation is stopped
 * @param logFormat {@code Text} or {@code JSON}
 * @param environment the environment variables; each is added to the variables that Lambda sets, or
 *     replaces the variable of the same name
 */
public record FunctionSettings(
        String name,
        String arn,
        String handler,
        int memoryMegabytes,
        Duration timeout,
        String logFormat,
        Map<String, String> environment) {

    /** Copies the environment. */
    public FunctionSettings {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(arn, "arn");
        Objects.requireNonNull(handler, "handler");
        Objects.requireNonNull(timeout, "timeout");
        Objects.requireNonNull(logFormat, "logFormat");
        environment = Map.copyOf(environment);
    }

    /**
     * Reads an {@code AWS::Lambda::Function}. The defaults are those of CloudFormation: 128 MB, 3
     * seconds, and the log format {@code Text}.
     *
     * @throws TemplateException if the resource is not a function, has no handler, or has a memory
     *     size or a timeout that Lambda would not accept
     */
    public static FunctionSettings of(Resource function) {
        if (!function.type().equals("AWS::Lambda::Function")) {
            throw new TemplateException(
                    String.format("%s: expected an AWS::Lambda::Function", function));
        }
        return new FunctionSettings(
                function.ref(),
                function.attribute("Arn"),
                function.get("Handler").text(),
                within(function, "MemorySize", 128, 128, 10_240),
                Duration.ofSeconds(within(function, "Timeout", 3, 1, 900)),
                function.find("LoggingConfig")
                        .flatMap(logging -> logging.find("LogFormat"))
                        .map(Value::text)
                        .orElse("Text"),
                function.find("Environment")
                        .flatMap(environment -> environment.find("Variables"))
                        .map(Value::texts)
                        .orElse(Map.of()));
    }

    /**
     * The same settings with more variables. A given variable replaces a variable of the same name.
     */
    public FunctionSettings withEnvironment(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(environment);
        all.putAll(more);
        return new FunctionSettings(name, arn, handler, memoryMegabytes, timeout, logFormat, all);
    }

    private static int within(Resource function, String property, int otherwise, int min, int max) {
        Value value = function.find(property).orElse(null);
        if (value == null) {
            return otherwise;
        }
        int number = value.integer();
        if (number < min || number > max) {
            throw value.wrong("a whole number from " + min + " to " + max);
        }
        return number;
    }
}
