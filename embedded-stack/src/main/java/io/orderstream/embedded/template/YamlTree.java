package io.orderstream.embedded.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.Reader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.reader.ReaderException;

/**
 * Reads a template's YAML as a JSON tree. Short tags become their long form: {@code !Ref a} becomes
 * {@code {"Ref": "a"}}, and {@code !Sub b} becomes {@code {"Fn::Sub": "b"}}. This class refuses
 * aliases, merges and nulls, as CloudFormation does. It also refuses duplicate keys, and numbers
 * that YAML does not read as they are written, such as {@code 010}, which YAML reads as eight.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html">
 *     Template formats</a>
 */
final class YamlTree {
    private static final Pattern PLAIN_INTEGER = Pattern.compile("-?(0|[1-9][0-9]*)");
    private static final Pattern PLAIN_DECIMAL = Pattern.compile("-?(0|[1-9][0-9]*)\\.[0-9]+");
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Path file;
    private final Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private YamlTree(Path file) {
        this.file = file;
    }

    static ObjectNode read(Path file) {
        return new YamlTree(file).read();
    }

    private ObjectNode read() {
        Node root;
        try (Reader reader = Files.newBufferedReader(file)) {
            root = new Yaml(new SafeConstructor(new LoaderOptions())).compose(reader);
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
            throw new TemplateException(
                    String.format("%s: line %d: %s", file, line, e.getProblem()), e);
        } catch (ReaderException e) {
            throw new TemplateException(
                    String.format(
                            "%s: YAML does not allow the character U+%04X", file, e.getCodePoint()),
                    e);
        } catch (YAMLException e) {
            // For example, bytes that are not UTF-8.
            throw new TemplateException(
                    String.format("%s: cannot be read: %s", file, e.getMessage()), e);
        } catch (IOException e) {
            throw new TemplateException(String.format("%s: cannot be read: %s", file, e), e);
        }
        if (root instanceof MappingNode mapping) {
            return object(mapping);
        }
        throw new TemplateException(String.format("%s: expected a template, found none", file));
    }

    private JsonNode convert(Node node) {
        if (!seen.add(node)) {
            throw at(node, "CloudFormation does not support YAML aliases");
        }
        String tag = node.getTag().getValue();
        if (!tag.startsWith("!")) {
            return untagged(node);
        }
        String name = tag.substring(1);
        JsonNode argument =
                node instanceof ScalarNode scalar
                        ? TextNode.valueOf(scalar.getValue())
                        : untagged(node);
        boolean bare = name.equals("Ref") || name.equals("Condition");
        return JSON.objectNode().set(bare ? name : "Fn::" + name, argument);
    }

    private JsonNode untagged(Node node) {
        if (node instanceof MappingNode mapping) {
            return object(mapping);
        }
        if (node instanceof SequenceNode sequence) {
            ArrayNode array = JSON.arrayNode();
            sequence.getValue().forEach(element -> array.add(convert(element)));
            return array;
        }
        return scalar((ScalarNode) node);
    }

    private ObjectNode object(MappingNode mapping) {
        ObjectNode object = JSON.objectNode();
        for (NodeTuple member : mapping.getValue()) {
            Node key = member.getKeyNode();
            if (key.getTag().equals(Tag.MERGE)) {
                throw at(key, "CloudFormation does not support YAML merges");
            }
            if (!(key instanceof ScalarNode scalarKey) || key.getTag().getValue().startsWith("!")) {
                throw at(key, "expected text as a key");
            }
            if (!seen.add(key)) {
                throw at(key, "CloudFormation does not support YAML aliases");
            }
            String name = scalarKey.getValue();
            if (object.has(name)) {
                throw at(key, String.format("duplicate key \"%s\"", name));
            }
            object.set(name, convert(member.getValueNode()));
        }
        return object;
    }

    private JsonNode scalar(ScalarNode node) {
        String value = node.getValue();
        Tag tag = node.getTag();
        if (tag.equals(Tag.STR) || tag.equals(Tag.TIMESTAMP)) {
            return TextNode.valueOf(value);
        }
        if (tag.equals(Tag.BOOL)) {
            return BooleanNode.valueOf(
                    Set.of("true", "yes", "on").contains(value.toLowerCase(Locale.ROOT)));
        }
        if (tag.equals(Tag.NULL)) {
            throw at(node, "null values are not allowed in templates");
        }
        if (tag.equals(Tag.INT) && PLAIN_INTEGER.matcher(value).matches()) {
            return JSON.numberNode(new BigInteger(value));
        }
        if (tag.equals(Tag.FLOAT) && PLAIN_DECIMAL.matcher(value).matches()) {
            return DecimalNode.valueOf(new BigDecimal(value));
        }
        // For example, an octal or sexagesimal number: YAML reads 010 as eight. The id of an AWS
        // account may begin with 0, and must be text.
        throw at(
                node,
                String.format(
                        "put %s in quotes: without them, YAML does not read it as text", value));
    }

    private TemplateException at(Node node, String problem) {
        int line = node.getStartMark().getLine() + 1;
        return new TemplateException(String.format("%s: line %d: %s", file, line, problem));
    }
}
