package io.orderstream.embedded.s3;

import io.orderstream.embedded.template.Value;
import java.util.List;
import java.util.Optional;
import org.gaul.s3proxy.CrossOriginResourceSharing;

/**
 * A bucket's CorsConfiguration: which web pages may fetch its objects. S3Proxy supports one rule
 * for all buckets.
 *
 * @param origins the allowed origins of pages; {@code *} for all
 * @param methods the allowed methods
 * @param headers the allowed headers of a request; {@code *} for all
 * @param exposed the headers of an answer that a page may read
 */
public record BucketCors(
        List<String> origins, List<String> methods, List<String> headers, List<String> exposed) {

    /** A rule that allows no page. */
    public static BucketCors none() {
        return new BucketCors(List.of(), List.of(), List.of(), List.of());
    }

    /**
     * The rule of a {@code CorsConfiguration}.
     *
     * @throws io.orderstream.embedded.template.TemplateException if there is not exactly one rule
     */
    public static BucketCors of(Value configuration) {
        Value rules = configuration.get("CorsRules");
        if (rules.list().size() != 1) {
            throw rules.wrong("exactly one rule, since S3Proxy supports no more");
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
