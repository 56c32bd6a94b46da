package io.orderstream.acceptance.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orderstream.embedded.template.ResolvedTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Compares the calls of a {@link CallRecorder} with the template or a changed copy of it.
 *
 * <pre>{@code
 * assertThat(RecordedCalls.of(recorder).refused()).isEmpty();
 * }</pre>
 */
public final class RecordedCalls {
    private final EditableTemplate tree;
    private final Set<AwsCall> calls;
    private final RoleCheck check;

    private RecordedCalls(EditableTemplate tree, Set<AwsCall> calls) {
        this.tree = tree;
        this.calls = calls;
        this.check = new RoleCheck(tree, calls);
    }

    /** All calls until now. */
    public static RecordedCalls of(CallRecorder recorder) {
        EditableTemplate tree = EditableTemplate.ofTheTemplate();
        ResolvedTemplate template = tree.resolve();
        return new RecordedCalls(
                tree,
                recorder.calls(
                        template.single("AWS::Kinesis::Stream").attribute("Arn"),
                        template.single("AWS::DynamoDB::Table").attribute("Arn")));
    }

    /** The callers of all calls. */
    public Set<String> callers() {
        Set<String> callers = new TreeSet<>();
        calls.forEach(call -> callers.add(call.caller()));
        return callers;
    }

    /** One message for each call that the caller's role does not allow. */
    public List<String> refused() {
        return check.refused();
    }

    /**
     * One message for each allowed action that no call used and that the template does not justify,
     * and one for each justification that is not needed.
     */
    public List<String> unjustified() {
        return check.unjustified();
    }

    /**
     * One line for each allowed action that a caller used, and one line for each allowed action
     * that was not used. The lines of unused actions have the reason from the template.
     */
    public List<String> report() {
        Set<String> used = new TreeSet<>();
        calls.stream()
                .filter(check::allows)
                .forEach(call -> used.add(call.caller() + " used " + call.action()));
        List<String> lines = new ArrayList<>(used);
        check.unused()
                .forEach(
                        (role, actions) ->
                                actions.forEach(
                                        action ->
                                                lines.add(
                                                        String.format(
                                                                "%s allows %s, which was not used:"
                                                                        + " %s",
                                                                role,
                                                                action,
                                                                check.reason(role, action)))));
        return lines;
    }

    /** The same calls, compared with a template in which this role does not allow this action. */
    public RecordedCalls without(String role, String action) {
        EditableTemplate changed = EditableTemplate.of(tree.json().deepCopy());
        for (JsonNode policy : properties(changed, role).path("Policies")) {
            for (JsonNode statement : policy.path("PolicyDocument").path("Statement")) {
                remove((ObjectNode) statement, action);
            }
        }
        return new RecordedCalls(changed, calls);
    }

    /**
     * The same calls, compared with a template that gives a reason why no call uses this action.
     */
    public RecordedCalls justifying(String role, String action) {
        EditableTemplate changed = EditableTemplate.of(tree.json().deepCopy());
        ObjectNode resource = (ObjectNode) changed.json().path("Resources").path(role);
        resource.withObject("/Metadata/UnusedInTests").put(action, "A reason.");
        return new RecordedCalls(changed, calls);
    }

    private static JsonNode properties(EditableTemplate tree, String resource) {
        return tree.json().path("Resources").path(resource).path("Properties");
    }

    private static void remove(ObjectNode statement, String action) {
        ArrayNode rest = statement.arrayNode();
        for (String allowed : Policy.texts(statement.path("Action"))) {
            if (!allowed.equals(action)) {
                rest.add(allowed);
            }
        }
        statement.set("Action", rest);
    }
}
