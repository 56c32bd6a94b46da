package io.orderstream.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.orderstream.model.fuzz.Fuzzer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TreeReaderTest {

    private interface Reader {
        JsonNode read(byte[] data) throws IOException;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " \n",
                "null",
                "true",
                "\"\\ud83d\\ude00 \\u0000\"",
                "{}",
                "[]",
                "[[],{},[{\"\":[null,false]}]]",
                "{\"b\":1,\"a\":2,\"nested\":{\"b\":1}}",
                "[0,-0,-1,2147483647,2147483648,-2147483649,9223372036854775807]",
                "[9223372036854775808,-99999999999999999999]",
                "[0.0,-0.0,4.50,1e2,1E+2,1e-7,10.0e400,1e2147483647]",
                // What is wrong is said by the mapper.
                "{\"a\":1,\"b\":2,\"a\":3}",
                "[{\"a\":{\"b\":1,\"b\":1}}]",
                "1 2",
                "{} x",
                "{\"a\":1}]",
                "[1,]",
                "{\"a\":}",
                "{\"a\" 1}",
                "[",
                "[01]",
                "[1e99999999999]",
                "[NaN]",
                "'a'",
                "// nothing",
                "[\"\t\"]"
            })
    void treeIsTheMappers_orWhatIsWrongIs(String json) {
        byte[] data = json.getBytes(StandardCharsets.UTF_8);

        assertThat(outcome(data, Json::read))
                .isEqualTo(outcome(data, Json.Strict.MAPPER::readTree));
    }

    @ParameterizedTest
    @ValueSource(ints = {99, 100, 101, 100_000})
    void nestingHasTheMappersLimit(int depth) {
        byte[] data = ("[".repeat(depth) + "]".repeat(depth)).getBytes(StandardCharsets.US_ASCII);

        assertThat(outcome(data, Json::read))
                .isEqualTo(outcome(data, Json.Strict.MAPPER::readTree));
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201})
    void numbersHaveTheMappersLimit(int digits) {
        byte[] data = "7".repeat(digits).getBytes(StandardCharsets.US_ASCII);

        assertThat(outcome(data, Json::read))
                .isEqualTo(outcome(data, Json.Strict.MAPPER::readTree));
    }

    @Test
    void fuzzedRecordsAreReadAsTheMapperReadsThem() {
        Fuzzer fuzzer = Fuzzer.seeded(20261128);
        LongStream.range(0, 20_000)
                .mapToObj(number -> fuzzer.record(number).data())
                .forEach(
                        data ->
                                assertThat(outcome(data, Json::read))
                                        .isEqualTo(outcome(data, Json.Strict.MAPPER::readTree)));
    }

    /** With the types of all nodes, which tell an {@code int} from a {@code long} of its value. */
    private static String outcome(byte[] data, Reader reader) {
        try {
            JsonNode tree = reader.read(data);
            return types(tree) + " " + tree;
        } catch (IOException | NumberFormatException e) {
            return e.getClass() + " " + e.getMessage();
        }
    }

    private static String types(JsonNode node) {
        StringBuilder types = new StringBuilder(node.getClass().getSimpleName());
        node.elements().forEachRemaining(element -> types.append(' ').append(types(element)));
        return types.append(';').toString();
    }
}
