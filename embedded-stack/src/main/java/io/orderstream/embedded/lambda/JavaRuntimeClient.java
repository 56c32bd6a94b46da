package io.orderstream.embedded.lambda;

import com.amazonaws.services.lambda.runtime.LambdaRuntime;
import com.amazonaws.services.lambda.runtime.api.client.EventHandlerLoader;
import com.amazonaws.services.lambda.runtime.api.client.HandlerInfo;
import com.amazonaws.services.lambda.runtime.api.client.LambdaEnvironment;
import com.amazonaws.services.lambda.runtime.api.client.LambdaRequestHandler;
import com.amazonaws.services.lambda.runtime.api.client.UserFault;
import com.amazonaws.services.lambda.runtime.api.client.logging.LambdaContextLogger;
import com.amazonaws.services.lambda.runtime.api.client.logging.StdOutLogSink;
import com.amazonaws.services.lambda.runtime.api.client.runtimeapi.DtoSerializers;
import com.amazonaws.services.lambda.runtime.api.client.runtimeapi.converters.LambdaErrorConverter;
import com.amazonaws.services.lambda.runtime.api.client.runtimeapi.dto.ErrorRequest;
import com.amazonaws.services.lambda.runtime.api.client.runtimeapi.dto.InvocationRequest;
import com.amazonaws.services.lambda.runtime.logging.LogFormat;
import com.amazonaws.services.lambda.runtime.logging.LogLevel;
import com.amazonaws.services.lambda.runtime.serialization.util.ReflectUtil;
import java.io.File;
import java.io.IOError;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The main class of a function's process with {@link RuntimeClient#PORTABLE}. It replaces AWS's
 * main class {@code AWSLambda}. It uses AWS's classes for handlers, events and context, but Java's
 * HTTP client. It does not support SnapStart. It has no nested classes, because only its own class
 * file is copied to the class path of the process.
 */
final class JavaRuntimeClient {
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String runtime =
            "http://" + System.getenv("AWS_LAMBDA_RUNTIME_API") + "/2018-06-01/runtime/";

    private JavaRuntimeClient() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        installLogger();
        JavaRuntimeClient main = new JavaRuntimeClient();
        LambdaRequestHandler handler = main.load(arguments[0]);
        boolean fatal = false;
        while (!fatal) {
            fatal = main.serve(handler);
        }
        System.exit(1);
    }

    /** Installs the same logger as AWSLambda. The logger writes in the function's log format. */
    private static void installLogger() {
        LambdaContextLogger logger =
                new LambdaContextLogger(
                        new StdOutLogSink(),
                        LogLevel.fromString(LambdaEnvironment.LAMBDA_LOG_LEVEL),
                        LogFormat.fromString(LambdaEnvironment.LAMBDA_LOG_FORMAT));
        ReflectUtil.setStaticField(LambdaRuntime.class, "logger", true, logger);
    }

    private LambdaRequestHandler load(String handler) throws IOException, InterruptedException {
        ClassLoader function = new URLClassLoader(taskRoot(), ClassLoader.getSystemClassLoader());
        Thread.currentThread().setContextClassLoader(function);
        LambdaRequestHandler loaded = find(handler, function);
        if (loaded instanceof LambdaRequestHandler.UserFaultHandler faulty && faulty.fault.fatal) {
            System.err.println(faulty.fault.reportableError());
            ErrorRequest error = LambdaErrorConverter.fromUserFault(faulty.fault);
            post("init/error", DtoSerializers.serialize(error));
            System.exit(1);
        }
        return loaded;
    }

    /**
     * Finds the handler. As on Lambda, if the handler does not exist, the start succeeds and each
     * invocation fails. If the handler needs a class that does not exist, the start fails.
     */
    private static LambdaRequestHandler find(String handler, ClassLoader function) {
        try {
            return EventHandlerLoader.loadEventHandler(HandlerInfo.fromString(handler, function));
        } catch (HandlerInfo.InvalidHandlerException e) {
            return new LambdaRequestHandler.UserFaultHandler(
                    UserFault.makeUserFault("Invalid handler: `" + handler + "'"));
        } catch (ClassNotFoundException e) {
            return LambdaRequestHandler.classNotFound(e, HandlerInfo.className(handler));
        } catch (NoClassDefFoundError e) {
            return LambdaRequestHandler.initErrorHandler(e, HandlerInfo.className(handler));
        }
    }

    /** Answers one event; returns true if the process must end. */
    private boolean serve(LambdaRequestHandler handler) throws IOException, InterruptedException {
        InvocationRequest invocation = next();
        String path = "invocation/" + invocation.getId();
        boolean fatal;
        UserFault failure;
        ErrorRequest error;
        try {
            post(path + "/response", handler.call(invocation).toByteArray());
            return false;
        } catch (UserFault fault) {
            fatal = fault.fatal;
            failure = fault;
            error = LambdaErrorConverter.fromUserFault(fault);
        } catch (Exception | Error e) {
            // After a VirtualMachineError or an IOError, this client ends its process, as Lambda's
            // client does.
            fatal = e instanceof VirtualMachineError || e instanceof IOError;
            failure = UserFault.makeUserFault(UserFault.filterStackTrace(e));
            error = LambdaErrorConverter.fromThrowable(e);
        }
        System.err.println(failure.reportableError());
        post(path + "/error", DtoSerializers.serialize(error));
        return fatal;
    }

    private InvocationRequest next() throws IOException, InterruptedException {
        HttpResponse<byte[]> response =
                http.send(
                        HttpRequest.newBuilder(URI.create(runtime + "invocation/next")).build(),
                        BodyHandlers.ofByteArray());
        InvocationRequest invocation = new InvocationRequest();
        invocation.setId(header(response, "Lambda-Runtime-Aws-Request-Id"));
        invocation.setInvokedFunctionArn(header(response, "Lambda-Runtime-Invoked-Function-Arn"));
        invocation.setDeadlineTimeInMs(
                Long.parseLong(header(response, "Lambda-Runtime-Deadline-Ms")));
        invocation.setXrayTraceId(header(response, "Lambda-Runtime-Trace-Id"));
        invocation.setContent(response.body());
        System.setProperty("com.amazonaws.xray.traceHeader", invocation.getXrayTraceId());
        return invocation;
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElseThrow();
    }

    private void post(String path, byte[] body) throws IOException, InterruptedException {
        HttpResponse<String> response =
                http.send(
                        HttpRequest.newBuilder(URI.create(runtime + path))
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofByteArray(body))
                                .build(),
                        BodyHandlers.ofString());
        if (response.statusCode() != 202) {
            throw new IOException(
                    String.format(
                            "%s: status %d: %s", path, response.statusCode(), response.body()));
        }
    }

    /** The working directory, and the jars in its folder lib, sorted by name as on Lambda. */
    private static URL[] taskRoot() throws MalformedURLException {
        File root = new File(System.getProperty("user.dir"));
        List<URL> entries = new ArrayList<>();
        entries.add(root.toURI().toURL());
        String[] names = new File(root, "lib").list();
        if (names != null) {
            Arrays.sort(names);
            for (String name : names) {
                if (name.endsWith(".jar")) {
                    entries.add(new File(new File(root, "lib"), name).toURI().toURL());
                }
            }
        }
        return entries.toArray(new URL[0]);
    }
}
