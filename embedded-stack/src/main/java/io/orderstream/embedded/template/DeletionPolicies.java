package io.orderstream.embedded.template;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * The DeletionPolicy and the UpdateReplacePolicy of a resource.
 *
 * @param deletion what happens to the resource when the stack is deleted
 * @param updateReplace what happens to the resource when an update replaces it
 */
record DeletionPolicies(String deletion, String updateReplace) {
    private static final String DEFAULT = "Delete";

    static DeletionPolicies of(String logicalId, JsonNode declaration, Intrinsics intrinsics) {
        String path = "Resources." + logicalId + ".";
        return new DeletionPolicies(
                policy(
                        declaration.path("DeletionPolicy"),
                        path + "DeletionPolicy",
                        List.of(DEFAULT, "Retain", "RetainExceptOnCreate", "Snapshot"),
                        intrinsics),
                policy(
                        declaration.path("UpdateReplacePolicy"),
                        path + "UpdateReplacePolicy",
                        List.of(DEFAULT, "Retain", "Snapshot"),
                        intrinsics));
    }

    private static String policy(
            JsonNode node, String path, List<String> allowed, Intrinsics intrinsics) {
        if (node.isMissingNode()) {
            return DEFAULT;
        }
        if (node.isObject() && !intrinsics.isExtended()) {
            throw new TemplateException(
                    path
                            + ": a function is only allowed here with Transform: AWS::LanguageExtensions");
        }
        Value policy =
                intrinsics
                        .value(node, path)
                        .orElseThrow(
                                () ->
                                        new TemplateException(
                                                path + ": expected a policy, found none"));
        if (!allowed.contains(policy.text())) {
            throw policy.wrong("one of " + String.join(", ", allowed));
        }
        return policy.text();
    }
}
