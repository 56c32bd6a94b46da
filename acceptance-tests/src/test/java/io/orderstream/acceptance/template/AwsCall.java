package io.orderstream.acceptance.template;

import java.util.Comparator;
import java.util.Optional;

/**
 * An AWS call, described by the permission that it needs.
 *
 * @param caller the logical id of the function or of the job in the template
 * @param action the IAM action, such as {@code s3:GetObject}
 * @param resource the ARN of the resource
 * @param prefix the value of the condition key {@code s3:prefix}, empty if the call has none
 */
record AwsCall(String caller, String action, String resource, Optional<String> prefix)
        implements Comparable<AwsCall> {
    private static final Comparator<AwsCall> ORDER =
            Comparator.comparing(AwsCall::caller)
                    .thenComparing(AwsCall::action)
                    .thenComparing(AwsCall::resource)
                    .thenComparing(call -> call.prefix().orElse(""));

    AwsCall(String caller, String action, String resource) {
        this(caller, action, resource, Optional.empty());
    }

    @Override
    public int compareTo(AwsCall other) {
        return ORDER.compare(this, other);
    }
}
