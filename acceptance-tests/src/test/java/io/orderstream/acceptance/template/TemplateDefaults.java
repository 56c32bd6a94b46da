package io.orderstream.acceptance.template;

import io.orderstream.embedded.template.PseudoParameters;
import io.orderstream.embedded.template.ResolvedTemplate;
import io.orderstream.embedded.template.Template;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Resolves the template with its own defaults, as in an AWS account. The embedded stack has other
 * values for some parameters.
 */
final class TemplateDefaults {

    private TemplateDefaults() {}

    /**
     * Resolves the template for a stack named {@code orders}. The values replace the defaults of
     * some parameters.
     */
    static ResolvedTemplate resolve(Template template, Map<String, String> values) {
        return resolve(template, values, PseudoParameters.local("us-east-1", "orders"));
    }

    /** Resolves the template for another AWS account, region or partition. */
    static ResolvedTemplate resolve(Template template, PseudoParameters pseudo) {
        return resolve(template, Map.of(), pseudo);
    }

    private static ResolvedTemplate resolve(
            Template template, Map<String, String> values, PseudoParameters pseudo) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("ArtifactBucket", "artifacts");
        all.put("IngestZipKey", "ingest-1.zip");
        all.put("QueryZipKey", "query-1.zip");
        all.put("StarterZipKey", "starter-1.zip");
        all.put("JobJarKey", "job-1.jar");
        all.putAll(values);
        return template.resolve(all, pseudo);
    }
}
