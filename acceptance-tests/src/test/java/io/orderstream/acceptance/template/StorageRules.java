package io.orderstream.acceptance.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks that every resource that stores data is encrypted. A topic may be unencrypted if its
 * metadata gives a reason. Also checks that the bucket is private and requires TLS.
 */
final class StorageRules {
    private final ObjectNode template;
    private final ResourceSpecification specification;
    private final List<String> findings = new ArrayList<>();

    private StorageRules(ObjectNode template, ResourceSpecification specification) {
        this.template = template;
        this.specification = specification;
    }

    static List<String> findings(ObjectNode template, ResourceSpecification specification) {
        StorageRules rules = new StorageRules(template, specification);
        template.path("Resources")
                .properties()
                .forEach(resource -> rules.encryption(resource.getKey(), resource.getValue()));
        return rules.findings;
    }

    private void encryption(String id, JsonNode resource) {
        JsonNode properties = resource.path("Properties");
        String type = resource.path("Type").asText();
        boolean encrypted =
                switch (type) {
                    case "AWS::Kinesis::Stream" ->
                            properties
                                    .at("/StreamEncryption/EncryptionType")
                                    .asText()
                                    .equals("KMS");
                    case "AWS::DynamoDB::Table" ->
                            properties.at("/SSESpecification/SSEEnabled").asBoolean();
                    case "AWS::S3::Bucket" -> {
                        bucket(id, properties);
                        yield properties
                                .at(
                                        "/BucketEncryption/ServerSideEncryptionConfiguration/0/ServerSideEncryptionByDefault/SSEAlgorithm")
                                .isTextual();
                    }
                    // CloudWatch encrypts all log data at rest, whatever the template says.
                    case "AWS::Logs::LogGroup" -> true;
                    case "AWS::SNS::Topic" ->
                            properties.has("KmsMasterKeyId")
                                    || !resource.at("/Metadata/Unencrypted").asText().isBlank();
                    // Any other type that stores data needs a rule here.
                    default -> !specification.isStateful(type);
                };
        if (!encrypted) {
            findings.add(String.format("Resources.%s: %s is not encrypted", id, type));
        }
    }

    private void bucket(String id, JsonNode properties) {
        for (String block :
                List.of(
                        "BlockPublicAcls",
                        "BlockPublicPolicy",
                        "IgnorePublicAcls",
                        "RestrictPublicBuckets")) {
            if (!properties.path("PublicAccessBlockConfiguration").path(block).asBoolean()) {
                findings.add(String.format("Resources.%s: %s is not true", id, block));
            }
        }
        if (!properties
                .at("/OwnershipControls/Rules/0/ObjectOwnership")
                .asText()
                .equals("BucketOwnerEnforced")) {
            findings.add(String.format("Resources.%s: ACLs are not switched off", id));
        }
        if (!tlsOnly(id)) {
            findings.add(String.format("Resources.%s: can be used without TLS", id));
        }
    }

    private boolean tlsOnly(String bucket) {
        for (Map.Entry<String, JsonNode> other : template.path("Resources").properties()) {
            JsonNode properties = other.getValue().path("Properties");
            if (other.getValue().path("Type").asText().equals("AWS::S3::BucketPolicy")
                    && properties.at("/Bucket/Ref").asText().equals(bucket)) {
                for (JsonNode statement : properties.at("/PolicyDocument/Statement")) {
                    if (deniesPlainHttp(statement, bucket)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private static boolean deniesPlainHttp(JsonNode statement, String bucket) {
        String resources = statement.path("Resource").toString();
        return statement.path("Effect").asText().equals("Deny")
                && statement.path("Principal").asText().equals("*")
                && statement.path("Action").asText().equals("s3:*")
                && resources.contains("\"" + bucket + ".Arn\"")
                && resources.contains("\"${" + bucket + ".Arn}/*\"")
                && Set.of("false")
                        .contains(statement.at("/Condition/Bool/aws:SecureTransport").asText());
    }
}
