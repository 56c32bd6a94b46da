package io.orderstream.acceptance.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orderstream.embedded.template.ResolvedTemplate;
import io.orderstream.embedded.template.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Compares recorded calls with the roles of the template. Each call must be allowed by its caller's
 * role. Each allowed action must be called, or be justified in the {@code Metadata} of the role:
 *
 * <pre>{@code
 * Metadata:
 *   UnusedInTests:
 *     logs:PutLogEvents: Logs go to files on this machine.
 * }</pre>
 */
final class RoleCheck {
    private final ObjectNode tree;
    private final ResolvedTemplate template;
    private final Set<AwsCall> calls;

    RoleCheck(EditableTemplate tree, Set<AwsCall> calls) {
        this.tree = tree.json();
        this.template = tree.resolve();
        this.calls = calls;
    }

    /** One message for each call that the template does not allow. */
    List<String> refused() {
        List<String> findings = new ArrayList<>();
        for (AwsCall call : calls) {
            if (!allows(call)) {
                findings.add(
                        String.format(
                                "%s calls %s on %s%s, which %s does not allow",
                                call.caller(),
                                call.action(),
                                call.resource(),
                                call.prefix().map(prefix -> " with prefix " + prefix).orElse(""),
                                roleOf(call.caller())));
            }
        }
        return findings;
    }

    /** Whether the caller's role allows a call. */
    boolean allows(AwsCall call) {
        return policyOf(roleOf(call.caller())).allows(call);
    }

    /**
     * The allowed actions that no call used, by role. Calls that the role does not allow are
     * ignored.
     */
    Map<String, Set<String>> unused() {
        Map<String, Set<String>> unused = new TreeMap<>();
        for (Resource role : template.ofType("AWS::IAM::Role")) {
            Set<String> rest = new TreeSet<>(policyOf(role.logicalId()).actions());
            for (AwsCall call : calls) {
                if (roleOf(call.caller()).equals(role.logicalId()) && allows(call)) {
                    rest.remove(call.action());
                }
            }
            unused.put(role.logicalId(), rest);
        }
        return unused;
    }

    /**
     * One message for each unused action without a reason, and one for each reason whose action is
     * used, or is not allowed.
     */
    List<String> unjustified() {
        List<String> findings = new ArrayList<>();
        unused().forEach(
                        (role, actions) -> {
                            JsonNode reasons = reasons(role);
                            for (String action : actions) {
                                if (reasons.path(action).asText().isBlank()) {
                                    findings.add(
                                            String.format(
                                                    "%s allows %s, which no test uses and no reason"
                                                            + " justifies",
                                                    role, action));
                                }
                            }
                            reasons.fieldNames()
                                    .forEachRemaining(
                                            action -> {
                                                if (!actions.contains(action)) {
                                                    findings.add(
                                                            String.format(
                                                                    "%s justifies %s, but it is"
                                                                            + " used or not allowed",
                                                                    role, action));
                                                }
                                            });
                        });
        return findings;
    }

    /** The reason in the template for an action that no call used. */
    String reason(String role, String action) {
        return reasons(role).path(action).asText();
    }

    private JsonNode reasons(String role) {
        return tree.path("Resources").path(role).path("Metadata").path("UnusedInTests");
    }

    private Policy policyOf(String role) {
        return Policy.of(template.resource(role).get("Policies").json());
    }

    private String roleOf(String caller) {
        JsonNode properties = tree.path("Resources").path(caller).path("Properties");
        JsonNode role =
                properties.has("Role")
                        ? properties.get("Role")
                        : properties.path("ServiceExecutionRole");
        return IntrinsicFunction.in(role)
                .map(IntrinsicFunction::resource)
                .orElseThrow(() -> new IllegalStateException(caller + " has no role"));
    }
}
