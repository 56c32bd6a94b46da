package io.orderstream.query.invoices;

import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.model.Details;
import io.orderstream.query.invoices.PrintedDocument.Detail;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CompactDetailsTest {

    private static final String LONG = "x".repeat(120);

    private static List<Detail> rows(String details) {
        return CompactDetails.rows(Details.ofJson(details).toTree());
    }

    @Test
    void aShortValueIsOneRow() {
        assertThat(
                        rows(
                                """
                                {"size":"large","milk":{"type":"oat","ml":120},\
                                "extras":["vanilla",{"shot":2},[true,null]],\
                                "price":4.50,"none":[],"empty":{}}"""))
                .containsExactly(
                        new Detail(0, "size", "large"),
                        new Detail(0, "milk", "type: oat · ml: 120"),
                        new Detail(0, "extras", "vanilla, (shot: 2), (true, null)"),
                        new Detail(0, "price", "4.50"),
                        new Detail(0, "none", "none"),
                        new Detail(0, "empty", "none"));
    }

    @Test
    void anArrayOfTextsIsABlockOfLines() {
        assertThat(rows("{\"address\":[\"Main Street 1\",\"10115 Berlin\"]}"))
                .containsExactly(new Detail(0, "address", "Main Street 1\n10115 Berlin"));
    }

    @Test
    void aLongNestedValueHasARowForEachMember() {
        assertThat(rows("{\"a\":{\"b\":[{\"c\":1},{\"d\":{\"e\":\"" + LONG + "\"}}],\"f\":2}}"))
                .containsExactly(
                        new Detail(0, "a", ""),
                        new Detail(1, "b", ""),
                        new Detail(2, "1", "c: 1"),
                        new Detail(2, "2 › d", "e: " + LONG),
                        new Detail(1, "f", "2"));
    }

    @Test
    void aLongValueWithoutNestedMembersIsOneRow() {
        assertThat(rows("{\"a\":{\"b\":\"" + LONG + "\",\"c\":1}}"))
                .containsExactly(new Detail(0, "a", "b: " + LONG + " · c: 1"));
    }

    @Test
    void aChainOfThirtyLevelsIsOneRow() {
        assertThat(rows("{\"a\":".repeat(29) + "{\"leaf\":1}" + "}".repeat(29)))
                .containsExactly(new Detail(0, "a" + " › a".repeat(28), "leaf: 1"));
    }

    @Test
    void rowsAreIndentedByAtMostSixLevels() {
        String deep = "{\"a\":".repeat(29) + "{\"leaf\":1}" + ",\"b\":\"" + LONG + "\"}";
        String branches = deep + ",\"b\":1}".repeat(28);

        assertThat(rows(branches)).extracting(Detail::indent).contains(6).allMatch(i -> i <= 6);
        assertThat(rows(branches)).extracting(Detail::depth).contains(20);
    }

    @Test
    void anArrayWithMoreThanAHundredElementsIsOneRow() {
        assertThat(rows("{\"many\":[" + members(100, "{\"a\":%s}") + "]}")).hasSize(1 + 100);
        assertThat(rows("{\"many\":[" + members(101, "{\"a\":%s}") + "]}"))
                .singleElement()
                .extracting(Detail::text)
                .asString()
                .startsWith("(a: 0), (a: 1), ")
                .endsWith(", (a: 100)");
    }

    @Test
    void detailsWithMoreThanFourHundredLinesAreOneRow() {
        assertThat(rows("{" + members(400, "\"m%s\":1") + "}")).hasSize(400);
        assertThat(rows("{" + members(399, "\"m%s\":1") + ",\"a\":\"1\\n2\"}"))
                .singleElement()
                .satisfies(row -> assertThat(row.name()).isEqualTo("all members"))
                .extracting(Detail::text)
                .asString()
                .startsWith("m0: 1 · m1: 1 · ")
                .endsWith(" · m398: 1 · a: 1 ↵ 2");
    }

    private static String members(int count, String member) {
        return IntStream.range(0, count)
                .mapToObj(member::formatted)
                .collect(Collectors.joining(","));
    }

    @Test
    void invisibleCharactersOfNamesAndTextsAreShown() {
        assertThat(rows("{\"a\\u202eb\":[\"c\\u0000\",{\"d\\u001b\":\"e\\u2066\"}]}"))
                .containsExactly(new Detail(0, "a[U+202E]b", "c[U+0000], (d[U+001B]: e[U+2066])"));
    }
}
