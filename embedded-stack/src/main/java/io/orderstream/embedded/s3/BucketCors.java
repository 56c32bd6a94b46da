package io.orderstream.embedded.s3;

import io.orderstream.embedded.template.Value;
import java.util.List;
import java.util.Optional;
import org.gaul.s3proxy.CrossOriginResourceSharing;

/**
 * A bucket's CorsConfiguration: pages of which origins may fetch its objects. S3Proxy takes one
 * rule, for all buckets.
 *
 * @param origins that may; {@code *} for all
 * @param methods with which
 * @param headers that a request may have; {@code *} for all
 * @param exposed the answer's headers that a page may read
 */
public record BucketCors(
        List<String> origins, List<String> methods, List<String> headers, List<String> exposed) {

    /** No page may. */
    public static BucketCors none() {
        return new BucketCors(List.of(), List.of(), List.of(), List.of());
    }

    /**
     * The rule of a {@code CorsConfiguration}.
     *
     * @throws io.orderstream.embedded.template.TemplateException if it has not exactly one
     */
    public static BucketCors of(Value configuration) {
        Value rules = configuration.get("CorsRules");
        if (rules.list().size() != 1) {
            throw rules.wrong("one rule, which is all that runs locally");
        }
        Value rule = rules.list().get(0);
        return new BucketCors(
                texts(rule, "AllowedOrigins"),
                texts(rule, "AllowedMethods"),
                texts(rule, "AllowedHeaders"),
                texts(rule, "ExposedHeaders"));
    }

    private static List<String> texts(Value rule, String member) {
        Optional<Value> value = rule.find(member);
        return value.map(list -> list.list().stream().map(Value::text).toList()).orElse(List.of());
    }

    CrossOriginResourceSharing toS3Proxy() {
        return origins.isEmpty()
                ? CrossOriginResourceSharing.disabled()
                : new CrossOriginResourceSharing(origins, methods, headers, exposed, "");
    }
}
