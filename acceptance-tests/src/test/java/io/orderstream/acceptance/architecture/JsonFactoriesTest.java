package io.orderstream.acceptance.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orderstream.embedded.json.StackJson;
import io.orderstream.model.fuzz.CollidingNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * All parsers of a {@code JsonFactory} share a table of member names. A client can choose names
 * that collide in this table or fill it. So each factory of the main code that reads JSON must have
 * no such table, or a bounded one.
 */
class JsonFactoriesTest {

    private static final Pattern MAKES_A_FACTORY =
            Pattern.compile(
                    "new (?:JsonFactory|ObjectMapper|JsonMapper)\\(|Json(?:Factory|Mapper)\\.builder\\("
                            + "|extends JsonFactory");

    private static final String NO_TABLE = ".disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)";

    /**
     * A setting that only {@code TokenFactory} has. The setting itself does not bound the table:
     * other code of {@code TokenFactory} replaces a table that has grown too large.
     */
    private static final String BOUNDED_TABLE =
            ".disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)";

    /**
     * The classes that create factories. The source of each class must contain the given setting.
     */
    private static final Map<String, String> FACTORIES =
            Map.of(
                    "order-model/Json.java", NO_TABLE,
                    "order-model/TokenFactory.java", BOUNDED_TABLE,
                    "lambda-http/HttpEvent.java", NO_TABLE,
                    "cloudformation/JobLog.java", NO_TABLE,
                    "embedded-stack/StackJson.java", NO_TABLE,
                    // These two factories only write.
                    "cloudformation/CustomResourceResponse.java", "",
                    "flink-job/RejectedEncoder.java", "");

    @Test
    void noFactoryThatReadsHasAnUnboundedTableOfNames() throws IOException {
        Map<String, String> found = new TreeMap<>();
        for (String module :
                List.of(
                        "order-model",
                        "flink-job",
                        "lambda-http",
                        "ingest-lambda",
                        "query-lambda",
                        "cloudformation",
                        "embedded-stack")) {
            try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "main", "java"))) {
                for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                    String source = Files.readString(file);
                    if (MAKES_A_FACTORY.matcher(source).find()) {
                        found.put(module + "/" + file.getFileName(), source);
                    }
                }
            }
        }

        assertThat(found).containsOnlyKeys(FACTORIES.keySet());
        found.forEach((file, source) -> assertThat(source).as(file).contains(FACTORIES.get(file)));
    }

    @Test
    void noParserOfTheEmbeddedStackFailsForCollidingNames() throws IOException {
        for (int round = 0; round < 3; round++) {
            for (String order : CollidingNames.hostileOrders()) {
                assertThat(StackJson.MAPPER.readTree(order).has("order")).isTrue();
            }
            ObjectNode claims = StackJson.MAPPER.createObjectNode();
            CollidingNames.inText(2_000).forEach(name -> claims.put(name, 1));
            assertThat(StackJson.MAPPER.readTree(claims.toString())).hasSize(2_000);
        }
    }
}
