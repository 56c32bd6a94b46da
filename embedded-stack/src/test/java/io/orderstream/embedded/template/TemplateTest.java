package io.orderstream.embedded.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {
    private static final PseudoParameters PSEUDO =
            new PseudoParameters(
                    "123456789012", "eu-west-1", "aws-cn", "orders", "amazonaws.com.cn");

    private static final String STREAM_ARN =
            "\"arn:aws-cn:kinesis:eu-west-1:123456789012:stream/orders-Stream\"";

    @TempDir Path directory;

    // ---- functions

    @Test
    void resolvesFunctionsInShortForm() throws IOException {
        assertValue("!Ref Size", "\"7\"");
        assertValue("!Ref Names", "[\"a\",\"b\"]");
        assertValue("!Ref Stream", "\"orders-Stream\"");
        assertValue(
                "!GetAtt Stream.Arn",
                "\"arn:aws-cn:kinesis:eu-west-1:123456789012:stream/orders-Stream\"");
        assertValue(
                "!GetAtt [Stream, Arn]",
                "\"arn:aws-cn:kinesis:eu-west-1:123456789012:stream/orders-Stream\"");
        assertValue("!Sub '${Size}/${Stream}/${AWS::Region}'", "\"7/orders-Stream/eu-west-1\"");
        assertValue("!Sub ['${Size}/${own}', {own: !Ref AWS::AccountId}]", "\"7/123456789012\"");
        assertValue("!Sub 'keeps ${!this} and $1'", "\"keeps ${this} and $1\"");
        assertValue("!Join ['-', [a, !Ref Size, 5, true]]", "\"a-7-5-true\"");
        assertValue("!Join ['+', !Ref Names]", "\"a+b\"");
        assertValue("!Select [1, !Ref Names]", "\"b\"");
        assertValue("!Split [',', 'x,,y']", "[\"x\",\"\",\"y\"]");
        assertValue("!Select [2, !Split ['.', a.b.c]]", "\"c\"");
        assertValue("!FindInMap [Memory, !Ref AWS::Region, Small]", "256");
        assertValue("!If [IsBig, big, small]", "\"small\"");
        assertValue("!Base64 {'Fn::Sub': 'x${Size}'}", "\"eDc=\"");
    }

    @Test
    void resolvesFunctionsInLongForm() throws IOException {
        assertValue("{'Fn::GetAtt': [Stream, Arn]}", STREAM_ARN);
        assertValue("{'Fn::GetAtt': Stream.Arn}", STREAM_ARN);
        assertValue("{'Fn::Join': ['-', [{Ref: Size}, {'Fn::Sub': 'x${Size}'}]]}", "\"7-x7\"");
        assertValue("{'Fn::If': [IsBig, big, {'Fn::Select': ['0', {Ref: Names}]}]}", "\"a\"");
        assertValue("{'Fn::Split': ['-', a-b]}", "[\"a\",\"b\"]");
        assertValue("{'Fn::FindInMap': [Memory, eu-west-1, Small]}", "256");
    }

    @Test
    void omitsMembersAndElementsWithAwsNoValue() throws IOException {
        assertValue(
                "{kept: 1, gone: !Ref AWS::NoValue, list: [!If [IsBig, a, !Ref AWS::NoValue], b]}",
                "{\"kept\":1,\"list\":[\"b\"]}");
        Resource resource = resource("!If [IsBig, {}, !Ref AWS::NoValue]");
        assertThat(resource.find("Value")).isEmpty();
        assertThat(resource.properties().members()).isEmpty();
        assertThatThrownBy(() -> resource.get("Value"))
                .hasMessage("Resources.It.Properties.Value: expected a value, found nothing");
    }

    @Test
    void readsOneMember_withoutResolvingTheOthers() throws IOException {
        Value value = resource("{good: !Ref Size, bad: !GetAtt Other.Unknown}").get("Value");
        assertThat(value.get("good").integer()).isEqualTo(7);
        assertThatThrownBy(() -> value.get("bad"))
                .hasMessage(
                        "Resources.It.Properties.Value.bad: only AWS knows the attribute Unknown of"
                                + " Other (AWS::Made::Up)");
        assertThatThrownBy(value::json)
                .hasMessage(
                        "Resources.It.Properties.Value.bad: only AWS knows the attribute Unknown of"
                                + " Other (AWS::Made::Up)");
    }

    @Test
    void readsNumbersAsTheyAreWritten_andBooleansAsTrueOrFalse() throws IOException {
        assertValue(
                "{a: 1, b: 2.0, c: true, d: no, e: '010', f: 2012-10-17, g: x}",
                """
                {"a":1,"b":2.0,"c":true,"d":false,"e":"010","f":"2012-10-17","g":"x"}""");
        assertThat(resource("2.0").get("Value").text()).isEqualTo("2.0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            !Join [a]                   | Fn::Join: expected a list of 2 elements, found a list with 1 element
            !Join ['', x]               | Fn::Join: expected a list, found "x"
            !Join ['', [[x]]]           | Fn::Join: expected text, found a list
            !Split ['', x]              | Fn::Split: expected a delimiter, found ""
            !Select [2, !Ref Names]     | Fn::Select: expected an index below 2, found 2
            !Select [-1, !Ref Names]    | Fn::Select: expected an index below 2, found -1
            !Select [0, x]              | Fn::Select: expected a list, found "x"
            !FindInMap [Memory, x, y]   | Fn::FindInMap: Mappings.Memory.x.y does not exist
            !Sub '${Names}'             | Fn::Sub: the value of Names is not text
            !Sub [x]                    | Fn::Sub: expected a list of 2 elements, found a list with 1 element
            !GetAtt Stream              | Fn::GetAtt: expected Resource.Attribute, found "Stream"
            !If [IsBig, a]              | Fn::If: expected a list of 3 elements, found a list with 2 elements
            !Ref AWS::NotificationARNs  | Ref: AWS::NotificationARNs is not supported
            !Ref Other | only AWS knows the Ref of Other (AWS::Made::Up)
            !Ref OnlyBig | OnlyBig is not in this stack: its condition IsBig does not hold
            """)
    void reportsThePathAndTheProblem_whenAFunctionCannotBeResolved(String yaml, String problem)
            throws IOException {
        Resource resource = resource(yaml);
        assertThatThrownBy(() -> resource.get("Value"))
                .isInstanceOf(TemplateException.class)
                .hasMessage("Resources.It.Properties.Value: " + problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            !Ref Strem                     | Ref: no parameter or resource "Strem"
            !GetAtt Strem.Arn              | Fn::GetAtt: no resource "Strem"
            !Sub '${Stream}/${Strem}'      | Fn::Sub: no parameter or resource "Strem"
            !Sub '${Strem.Arn}'            | Fn::Sub: no resource "Strem"
            !If [Big, a, b]                | no condition "Big"
            !FindInMap [Memry, a, b]       | Fn::FindInMap: no mapping "Memry"
            !Base64 {'Fn::Sub': '${Strem}'} | Fn::Sub: no parameter or resource "Strem"
            !Equals [a, b]                 | Fn::Equals is only allowed in Conditions and Rules
            !ImportValue x                 | Fn::ImportValue is not supported
            !Nonsense x                    | Fn::Nonsense is not supported
            {'Fn::Transform': {Name: x}}   | Fn::Transform is not supported
            {Ref: Size, more: 1}           | Ref must be the only key of its object
            """)
    void refusesUnknownNames_andUnsupportedFunctions(String yaml, String problem)
            throws IOException {
        assertThatThrownBy(() -> resource(yaml))
                .isInstanceOf(TemplateException.class)
                .hasMessage("Resources.It.Properties.Value: " + problem);
    }

    @Test
    void reportsAllBadReferencesAndMissingValuesAtOnce() throws IOException {
        Path file =
                write(
                        """
                        Conditions:
                          Big: !Equals [!Ref Sise, '1']
                          Both: !And [!Condition Big, !Condition Bigg]
                          Same: !Condition Biggest
                        Rules:
                          R: {RuleCondition: !Condition Small, Assertions: [{Assert: !Not [!Condition Tiny]}]}
                        Resources:
                          A:
                            Type: AWS::S3::Bucket
                            Condition: Bigger
                            DependsOn: [A, D]
                          B: {}
                          C: {Type: [AWS::S3::Bucket]}
                        Outputs:
                          O: {Value: !Ref Z}
                          P: {Description: no value}
                        """);
        assertThatThrownBy(() -> Template.load(file).resolve(Map.of(), PSEUDO))
                .hasMessage(
                        """
                        Conditions.Big: Ref: no parameter or resource "Sise"
                        Conditions.Both: no condition "Bigg"
                        Conditions.Same: no condition "Biggest"
                        Rules.R.RuleCondition: no condition "Small"
                        Rules.R.Assertions[0].Assert: no condition "Tiny"
                        Resources.A.Condition: no condition "Bigger"
                        Resources.A.DependsOn: DependsOn: no resource "D"
                        Resources.B.Type: expected text, found nothing
                        Resources.C.Type: expected text, found a list
                        Outputs.O.Value: Ref: no parameter or resource "Z"
                        Outputs.P.Value: expected a value, found nothing""");
    }

    // ---- conditions

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            !Equals [!Ref Size, '7']                                     | true
            !Equals [!Ref Size, 8]                                       | false
            !Not [!Equals [a, b]]                                        | true
            !And [!Equals [a, a], !Equals [b, b], !Condition IsBig]      | false
            !And [!Equals [a, a], !Not [!Condition IsBig]]               | true
            !Or [!Equals [a, b], !Condition IsBig]                       | false
            !Or [!Equals [a, b], !Equals [c, c]]                         | true
            {'Fn::Or': [{Condition: IsBig}, {'Fn::Equals': [c, c]}]}     | true
            """)
    void evaluatesConditions(String condition, boolean holds) throws IOException {
        Path file =
                write(
                        """
                        Parameters:
                          Size: {Type: Number, Default: 7}
                        Conditions:
                          IsBig: !Equals [!Ref Size, '9']
                          It: %s
                        Resources:
                          Always: {Type: AWS::S3::Bucket}
                          Sometimes: {Type: AWS::S3::Bucket, Condition: It}
                        Outputs:
                          Out: {Value: x, Condition: It}
                        """
                                .formatted(condition));
        ResolvedTemplate template = Template.load(file).resolve(Map.of(), PSEUDO);
        assertThat(template.resources()).hasSize(holds ? 2 : 1);
        assertThat(template.outputNames()).hasSize(holds ? 1 : 0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            !Condition It        | Conditions.It: circular dependency: It -> It
            !Equals [a]          | Conditions.It: Fn::Equals: expected a list of 2 elements, found a list with 1 element
            !And [!Condition It] | Conditions.It: Fn::And: expected a list of 2 to 10 elements, found a list with 1 element
            !Not x               | Conditions.It: Fn::Not: expected a list of 1 element, found "x"
            !Join ['', []]       | Conditions.It: expected a condition function, found Fn::Join
            yes                  | Conditions.It: expected a condition function, found true
            """)
    void refusesConditionsThatCannotBeEvaluated(String condition, String problem)
            throws IOException {
        Path file =
                write(
                        """
                        Conditions:
                          It: %s
                        Resources:
                          A: {Type: AWS::S3::Bucket}
                        """
                                .formatted(condition));
        assertThatThrownBy(() -> Template.load(file).resolve(Map.of(), PSEUDO)).hasMessage(problem);
    }

    // ---- rules

    @ParameterizedTest
    @CsvSource({"open, '', ''", "open, x, ''", "token, x, y"})
    void resolvesATemplateWhoseRulesHold(String access, String issuer, String audience)
            throws IOException {
        Template template = Template.load(write(TEMPLATE_WITH_RULES));
        Map<String, String> parameters =
                Map.of("Access", access, "Issuer", issuer, "Audience", audience);
        assertThat(template.resolve(parameters, PSEUDO).resources()).hasSize(1);
    }

    @Test
    void reportsAllAssertionsThatDoNotHold() throws IOException {
        Template template = Template.load(write(TEMPLATE_WITH_RULES));
        assertThatThrownBy(() -> template.resolve(Map.of("Access", "token"), PSEUDO))
                .isInstanceOf(TemplateException.class)
                .hasMessage(
                        """
                        Rules.Tokens: Issuer must be set.
                        Rules.Tokens: Audience must be set.""");
    }

    @Test
    void refusesUnknownNamesInRules() throws IOException {
        Path file = write(TEMPLATE_WITH_RULES.replace("!Ref Audience", "!Ref Audiance"));
        assertThatThrownBy(() -> Template.load(file).resolve(Map.of(), PSEUDO))
                .hasMessage(
                        "Rules.Tokens.Assertions[1].Assert: Ref: no parameter or resource"
                                + " \"Audiance\"");
    }

    private static final String TEMPLATE_WITH_RULES =
            """
            Parameters:
              Access: {Type: String, Default: open}
              Issuer: {Type: String, Default: ''}
              Audience: {Type: String, Default: ''}
            Rules:
              Tokens:
                RuleCondition: !Equals [!Ref Access, token]
                Assertions:
                  - Assert: !Not [!Equals [!Ref Issuer, '']]
                    AssertDescription: Issuer must be set.
                  - Assert: !Not [!Equals [!Ref Audience, '']]
                    AssertDescription: Audience must be set.
            Resources:
              A: {Type: AWS::S3::Bucket}
            """;

    // ---- deletion policies

    @Test
    void readsDeletionPoliciesFromAParameter_withTheLanguageExtensions() throws IOException {
        Path file =
                write(
                        """
                        Transform: AWS::LanguageExtensions
                        Parameters:
                          Keep: {Type: String, Default: Retain}
                        Resources:
                          A: {Type: AWS::S3::Bucket, DeletionPolicy: !Ref Keep}
                          B: {Type: AWS::S3::Bucket, UpdateReplacePolicy: !Ref Keep}
                          C: {Type: AWS::S3::Bucket, DeletionPolicy: RetainExceptOnCreate}
                        """);
        ResolvedTemplate template = Template.load(file).resolve(Map.of(), PSEUDO);
        assertThat(template.resources())
                .extracting(Resource::deletionPolicy, Resource::updateReplacePolicy)
                .containsExactly(
                        tuple("Retain", "Delete"),
                        tuple("Delete", "Retain"),
                        tuple("RetainExceptOnCreate", "Delete"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            DeletionPolicy: !Ref Keep           | DeletionPolicy: a function is only allowed here with Transform: AWS::LanguageExtensions
            DeletionPolicy: !Ref Kept           | DeletionPolicy: Ref: no parameter or resource "Kept"
            DeletionPolicy: Keep                | DeletionPolicy: expected one of Delete, Retain, RetainExceptOnCreate, Snapshot, found "Keep"
            UpdateReplacePolicy: RetainExceptOnCreate | UpdateReplacePolicy: expected one of Delete, Retain, Snapshot, found "RetainExceptOnCreate"
            """)
    void refusesDeletionPoliciesThatCloudFormationWouldNotAccept(String policy, String problem)
            throws IOException {
        Path file =
                write(
                        """
                        Parameters:
                          Keep: {Type: String, Default: Retain}
                        Resources:
                          A: {Type: AWS::S3::Bucket, %s}
                        """
                                .formatted(policy));
        assertThatThrownBy(() -> Template.load(file).resolve(Map.of(), PSEUDO))
                .isInstanceOf(TemplateException.class)
                .hasMessage("Resources.A." + problem);
    }

    // ---- YAML

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            'a: 1\\na: 2'              | line 2: duplicate key "a"
            'a: &x 1\\nb: *x'          | line 1: CloudFormation does not support YAML aliases
            'a: &x b\\n*x : 1'         | line 1: CloudFormation does not support YAML aliases
            '&x a: 1\\nb: *x'          | line 1: CloudFormation does not support YAML aliases
            '!Ref a: 1'                | line 1: expected text as a key
            'a:\\n  <<: {b: 1}'        | line 2: CloudFormation does not support YAML merges
            'a:\\nb: 1'                | line 1: null values are not allowed in templates
            'a: 0123'                  | line 1: put 0123 in quotes: without them, YAML does not read it as text
            'a: 12:30'                 | line 1: put 12:30 in quotes: without them, YAML does not read it as text
            'a: {b'                    | line 1: expected ',' or '}', but got <stream end>
            """)
    void refusesYamlThatCloudFormationRefuses_andDuplicateKeysAndMisreadNumbers(
            String yaml, String problem) throws IOException {
        Path file = write(yaml.replace("\\n", "\n"));
        assertThatThrownBy(() -> Template.load(file))
                .isInstanceOf(TemplateException.class)
                .hasMessage(file + ": " + problem);
    }

    @Test
    void refusesAFileThatIsNotASupportedTemplate() throws IOException {
        Path missing = directory.resolve("missing.yaml");
        assertThatThrownBy(() -> Template.load(missing))
                .hasMessage(
                        missing
                                + ": cannot be read: java.nio.file.NoSuchFileException: "
                                + missing);
        Path latin1 =
                Files.write(
                        directory.resolve("latin1.yaml"),
                        "Description: caf\u00e9".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> Template.load(latin1))
                .isInstanceOf(TemplateException.class)
                .hasMessageStartingWith(latin1 + ": cannot be read: ")
                .hasMessageContaining("MalformedInputException");
        Path control = write("Description: \u0007");
        assertThatThrownBy(() -> Template.load(control))
                .isInstanceOf(TemplateException.class)
                .hasMessage(control + ": YAML does not allow the character U+0007");
        Path empty = write("");
        assertThatThrownBy(() -> Template.load(empty))
                .hasMessage(empty + ": expected a template, found none");
        Path nothing = write("Resources: {}");
        assertThatThrownBy(() -> Template.load(nothing))
                .hasMessage("Resources: expected at least one, found none");
        Path list = write("Resources: []");
        assertThatThrownBy(() -> Template.load(list))
                .hasMessage("Resources: expected an object, found a list");
        Path transform = write("Transform: AWS::Serverless-2016-10-31");
        assertThatThrownBy(() -> Template.load(transform))
                .hasMessage(
                        "Transform: expected AWS::LanguageExtensions, found"
                                + " \"AWS::Serverless-2016-10-31\"");
        Path hooks = write("Hooks: {}");
        assertThatThrownBy(() -> Template.load(hooks))
                .hasMessage("Hooks: this section is not supported");
    }

    // ---- typed access

    @ParameterizedTest
    @ValueSource(strings = {"12x", "1.5", "99999999999", "true"})
    void refusesATextThatIsNotAnInt(String number) throws IOException {
        Value value = resource("'" + number + "'").get("Value");
        assertThatThrownBy(value::integer)
                .hasMessage(
                        "Resources.It.Properties.Value: expected a whole number, found \""
                                + number
                                + "\"");
    }

    @Test
    void reportsWhatWasExpectedAndWhatWasFound() throws IOException {
        Value object = resource("{a: [1, x], b: yes}").get("Value");
        assertThat(object.get("a").list().get(0).integer()).isEqualTo(1);
        assertThat(object.get("b").bool()).isTrue();
        assertProblem(object::text, "Value: expected text, found an object");
        assertProblem(object::integer, "Value: expected a whole number, found an object");
        assertProblem(object::list, "Value: expected a list, found an object");
        assertProblem(object.get("a")::members, "Value.a: expected an object, found a list");
        assertProblem(() -> object.get("a").get("b"), "Value.a: expected an object, found a list");
        assertProblem(object.get("b")::list, "Value.b: expected a list, found true");
        assertProblem(
                object.get("a").list().get(1)::bool,
                "Value.a[1]: expected true or false, found \"x\"");
        assertProblem(object::texts, "Value.a: expected text, found a list");
    }

    @Test
    void returnsACopyAsJson() throws IOException {
        Value value = resource("{a: 1}").get("Value");
        ((ObjectNode) value.json()).put("a", 2);
        assertThat(value.json().toString()).isEqualTo("{\"a\":1}");
    }

    @Test
    void findsResourcesAndOutputs() throws IOException {
        ResolvedTemplate template = template("x");
        assertThat(template.ofType("AWS::Kinesis::Stream"))
                .extracting(Resource::logicalId)
                .containsExactly("Stream");
        assertThat(template.single("AWS::Kinesis::Stream"))
                .hasToString("Stream (AWS::Kinesis::Stream)");
        assertThat(template.resource("It").type()).isEqualTo("AWS::Made::Thing");
        assertThat(template.outputNames()).containsExactly("StreamName", "Unknown");
        assertThat(template.output("StreamName")).isEqualTo("orders-Stream");
        assertProblemOf(
                () -> template.output("Unknown"),
                "Outputs.Unknown.Value: only AWS knows the attribute Unknown of Other"
                        + " (AWS::Made::Up)");
        assertProblemOf(
                () -> template.output("Nothing"),
                "Outputs.Nothing: expected an output, found none");
        assertProblemOf(
                () -> template.resource("Nothing"),
                "Resources: expected Nothing, found no such resource");
        assertProblemOf(
                () -> template.single("AWS::S3::Bucket"),
                "Resources: expected one AWS::S3::Bucket, found 0");
    }

    private static void assertProblem(ThrowingCallable read, String problem) {
        assertProblemOf(read, "Resources.It.Properties." + problem);
    }

    private static void assertProblemOf(ThrowingCallable read, String problem) {
        assertThatThrownBy(read).isInstanceOf(TemplateException.class).hasMessage(problem);
    }

    private void assertValue(String yaml, String json) throws IOException {
        assertThat(resource(yaml).get("Value").json()).as(yaml).hasToString(json);
    }

    private Resource resource(String yaml) throws IOException {
        return template(yaml).resource("It");
    }

    private ResolvedTemplate template(String yaml) throws IOException {
        Path file =
                write(
                        """
                        AWSTemplateFormatVersion: 2010-09-09
                        Parameters:
                          Size: {Type: Number, Default: 7}
                          Names: {Type: CommaDelimitedList, Default: 'a, b'}
                        Mappings:
                          Memory: {eu-west-1: {Small: 256}}
                        Conditions:
                          IsBig: !Equals [!Ref Size, '9']
                        Resources:
                          Stream: {Type: AWS::Kinesis::Stream}
                          Other: {Type: AWS::Made::Up}
                          OnlyBig: {Type: AWS::Kinesis::Stream, Condition: IsBig}
                          It:
                            Type: AWS::Made::Thing
                            Properties:
                              Value: %s
                        Outputs:
                          StreamName: {Value: !Ref Stream}
                          Unknown: {Value: !GetAtt Other.Unknown}
                          Big: {Value: x, Condition: IsBig}
                        """
                                .formatted(yaml));
        return Template.load(file).resolve(Map.of(), PSEUDO);
    }

    private Path write(String yaml) throws IOException {
        return Files.writeString(directory.resolve("template.yaml"), yaml);
    }
}
