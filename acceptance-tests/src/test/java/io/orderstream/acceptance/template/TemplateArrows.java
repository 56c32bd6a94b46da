package io.orderstream.acceptance.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the arrows between the parts of the stack for {@link ArchitecturePicture}. The template's
 * routes say what clients send and get. The roles say who writes, who reads, and who starts or
 * stops the job. The tables of Athena say which folders Athena reads.
 *
 * <p>A part is a resource, a folder of the bucket, or one of the two parties outside the stack: the
 * client, and the producers that write to the stream without the API. Permissions to list or
 * describe, and a few others that move no data, make no arrow.
 */
final class TemplateArrows {

    static final String CLIENT = "client";
    static final String PRODUCERS = "producers";

    /**
     * An arrow in the direction of the data, or from a function to the job that it controls.
     *
     * @param from a logical id, a folder such as {@code invoices/}, {@link #CLIENT} or {@link
     *     #PRODUCERS}
     * @param to where the arrow ends, named in the same way as {@code from}
     */
    record Arrow(String from, String to) {
        @Override
        public String toString() {
            return from + " -> " + to;
        }
    }

    private static final Pattern ALL_OF_A_FOLDER = Pattern.compile("\\.Arn}/([a-z]+/)\\*\"");
    private static final Pattern FOLDER = Pattern.compile("\\$\\{Bucket}/([a-z]+/)");

    private final JsonNode resources;
    private final Set<String> parts;
    private final Map<Arrow, Set<String>> labels = new LinkedHashMap<>();

    private TemplateArrows(ObjectNode template, Set<String> parts) {
        this.resources = template.path("Resources");
        this.parts = parts;
    }

    /**
     * The arrows between these resources, the folders of the bucket, and the two parties outside
     * the stack. Each arrow has its labels.
     *
     * @param parts the logical ids of these resources
     * @throws IllegalArgumentException if the role of a part allows an action on a part, and this
     *     class does not know the action. The exception is also thrown if a value that this class
     *     follows, such as the target of a route, does not have exactly one reference
     */
    static Map<Arrow, Set<String>> between(Set<String> parts, ObjectNode template) {
        TemplateArrows arrows = new TemplateArrows(template, parts);
        arrows.resources
                .properties()
                .forEach(resource -> arrows.resource(resource.getKey(), resource.getValue()));
        return arrows.labels;
    }

    /**
     * The logical ids and the parameters to which a value refers, in the sequence in which the
     * value names them.
     */
    static Set<String> references(JsonNode value) {
        Set<String> names = new LinkedHashSet<>();
        Optional<IntrinsicFunction> call = IntrinsicFunction.in(value);
        if (call.isPresent()) {
            switch (call.get().name()) {
                case "Ref" -> names.add(call.get().argument().asText());
                case "Fn::GetAtt" -> names.add(call.get().resource());
                case "Fn::Sub" ->
                        call.get()
                                .variables()
                                .forEach(name -> names.add(IntrinsicFunction.head(name)));
                default -> {}
            }
        }
        value.forEach(member -> names.addAll(references(member)));
        return names;
    }

    private void add(String from, String to, String... texts) {
        labels.computeIfAbsent(new Arrow(from, to), arrow -> new LinkedHashSet<>())
                .addAll(List.of(texts));
    }

    private void resource(String id, JsonNode resource) {
        JsonNode properties = resource.path("Properties");
        switch (resource.path("Type").asText()) {
            case "AWS::ApiGatewayV2::Route" -> route(properties);
            case "AWS::Kinesis::Stream" -> add(PRODUCERS, id);
            case "AWS::Glue::Table" -> foldersOfAthena(properties);
            default -> {
                if (parts.contains(id)) {
                    rights(id, properties);
                }
            }
        }
    }

    private void route(JsonNode route) {
        String key = route.path("RouteKey").asText();
        String api = only(route.path("ApiId"));
        String function = functionOf(route);
        if (key.startsWith("POST ")) {
            add(CLIENT, api, "POST");
            add(api, function, key);
        } else if (key.startsWith("GET ")) {
            add(api, CLIENT, "GET");
            add(function, api, key);
        }
    }

    /** Follows a route to its integration, to the alias of the function, and to the function. */
    private String functionOf(JsonNode route) {
        JsonNode integration = properties(only(route.path("Target")));
        JsonNode alias = properties(only(integration.path("IntegrationUri")));
        return only(alias.path("FunctionName"));
    }

    private JsonNode properties(String id) {
        return resources.path(id).path("Properties");
    }

    private static String only(JsonNode reference) {
        Set<String> names = references(reference);
        if (names.size() != 1) {
            throw new IllegalArgumentException("Expected one reference, found " + reference);
        }
        return names.iterator().next();
    }

    private void foldersOfAthena(JsonNode table) {
        Matcher folder =
                FOLDER.matcher(table.at("/TableInput/StorageDescriptor/Location").toString());
        if (folder.find()) {
            add("Bucket", only(table.path("DatabaseName")), folder.group(1));
        }
    }

    private void rights(String user, JsonNode properties) {
        JsonNode role = properties.path("Role");
        if (role.isMissingNode()) {
            role = properties.path("ServiceExecutionRole");
        }
        Set<String> written = new LinkedHashSet<>();
        Set<String> read = new LinkedHashSet<>();
        for (JsonNode statement : statements(role)) {
            for (String action : Policy.texts(statement.path("Action"))) {
                for (JsonNode on : eachOf(statement.path("Resource"))) {
                    switch (action) {
                        case "s3:PutObject" -> folder(on).ifPresent(written::add);
                        case "s3:GetObject" -> folder(on).ifPresent(read::add);
                        default -> right(user, action, on);
                    }
                }
            }
        }
        written.forEach(folder -> add(user, folder));
        // The job also reads files that it left open, and the query function reads documents that
        // it issued. These reads get no second arrow.
        read.removeAll(written);
        read.forEach(folder -> add(folder, user));
        if (properties.at("/Environment/Variables").has("URL_EXPIRY_SECONDS")) {
            written.forEach(folder -> add(folder, CLIENT, "presigned URL"));
        }
    }

    private List<JsonNode> statements(JsonNode role) {
        List<JsonNode> statements = new ArrayList<>();
        for (String id : references(role)) {
            for (JsonNode policy : properties(id).path("Policies")) {
                policy.path("PolicyDocument").path("Statement").forEach(statements::add);
            }
        }
        return statements;
    }

    private void right(String user, String action, JsonNode on) {
        String name = action.substring(action.indexOf(':') + 1);
        for (String part : references(on)) {
            if (!parts.contains(part) || name.startsWith("List") || name.startsWith("Describe")) {
                continue;
            }
            switch (action) {
                case "kinesis:PutRecord", "kinesis:PutRecords", "dynamodb:BatchWriteItem" ->
                        add(user, part, name);
                case "kinesis:GetRecords", "dynamodb:GetItem", "dynamodb:Query" ->
                        add(part, user, name);
                case "kinesisanalytics:StartApplication",
                        "kinesisanalytics:StopApplication",
                        "kinesisanalytics:CreateApplicationSnapshot",
                        "kinesisanalytics:DeleteApplicationSnapshot" ->
                        add(user, part, name.replace("Application", ""));
                case "kinesis:GetShardIterator", "s3:AbortMultipartUpload", "s3:DeleteObject" -> {}
                default ->
                        throw new IllegalArgumentException(
                                String.format(
                                        "%s has the right to %s on %s: say in TemplateArrows which"
                                                + " arrow this is",
                                        user, action, part));
            }
        }
    }

    /**
     * The folder of the bucket, if the resource of a policy statement is all objects of one folder;
     * otherwise empty.
     */
    private static Optional<String> folder(JsonNode resource) {
        Matcher folder = ALL_OF_A_FOLDER.matcher(resource.toString());
        return folder.find() ? Optional.of(folder.group(1)) : Optional.empty();
    }

    private static List<JsonNode> eachOf(JsonNode oneOrList) {
        List<JsonNode> each = new ArrayList<>();
        if (oneOrList.isArray()) {
            oneOrList.forEach(each::add);
        } else {
            each.add(oneOrList);
        }
        return each;
    }
}
