package io.orderstream.acceptance.template;

import java.util.Comparator;
import java.util.Optional;

/**
 * What an AWS call needs to be allowed.
 *
 * @param caller the function's or the job's name in the template
 * @param action as in {@code s3:GetObject}
 * @param resource its ARN
 * @param prefix the condition key {@code s3:prefix}, empty if the call has none
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
