package io.orderstream.embedded.template;

import java.util.Optional;

/** A resource of the stack. Its properties are resolved when they are read. */
public final class Resource {
    private final String logicalId;
    private final String type;
    private final Value properties;
    private final DeletionPolicies policies;
    private final PhysicalNames names;

    Resource(
            String logicalId,
            String type,
            Value properties,
            DeletionPolicies policies,
            PhysicalNames names) {
        this.logicalId = logicalId;
        this.type = type;
        this.properties = properties;
        this.policies = policies;
        this.names = names;
    }

    /** The logical id: the name of the resource in the template. */
    public String logicalId() {
        return logicalId;
    }

    /** The type, such as {@code AWS::Kinesis::Stream}. */
    public String type() {
        return type;
    }

    /**
     * The value of a Ref, such as the physical name of a stream, table, bucket, function or
     * application, or the id of an API.
     *
     * @throws TemplateException if only AWS knows the value
     */
    public String ref() {
        return names.ref(logicalId, "Resources." + logicalId);
    }

    /**
     * The value of Fn::GetAtt, for example for {@code Arn}.
     *
     * @throws TemplateException if only AWS knows the value
     */
    public String attribute(String name) {
        return names.attribute(logicalId, name, "Resources." + logicalId);
    }

    /**
     * What happens to the resource when the stack is deleted; {@code Delete} if the template does
     * not set it.
     */
    public String deletionPolicy() {
        return policies.deletion();
    }

    /**
     * What happens to the resource when an update replaces it; {@code Delete} if the template does
     * not set it.
     */
    public String updateReplacePolicy() {
        return policies.updateReplace();
    }

    /** All properties. */
    public Value properties() {
        return properties;
    }

    /**
     * One property.
     *
     * @throws TemplateException if the template does not set it, or sets it to {@code AWS::NoValue}
     */
    public Value get(String property) {
        return properties.get(property);
    }

    /** One property; empty if the template does not set it, or sets it to {@code AWS::NoValue}. */
    public Optional<Value> find(String property) {
        return properties.find(property);
    }

    @Override
    public String toString() {
        return logicalId + " (" + type + ")";
    }
}
