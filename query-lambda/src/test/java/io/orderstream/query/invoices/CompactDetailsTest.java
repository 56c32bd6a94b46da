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
        String deep = "{\"a\":".repeat(29) + "{\"leaf\":1}" + ",\"b\":\"" + LONG + "\"}".repeat(1);
        String branches = deep + ",\"b\":1}".repeat(28);

        assertThat(rows(branches)).extracting(Detail::indent).contains(6).allMatch(i -> i <= 6);
        assertThat(rows(branches)).extracting(Detail::depth).contains(20);
    }

    @Test
    void anArrayWithVeryManyElementsIsOneRow() {
        String many =
                IntStream.range(0, 5_000)
                        .mapToObj(i -> "{\"a\":" + i + "}")
                        .collect(Collectors.joining(","));

        assertThat(rows("{\"many\":[" + many + "]}"))
                .singleElement()
                .extracting(Detail::text)
                .asString()
                .startsWith("(a: 0), (a: 1), ")
                .endsWith(", (a: 4999)");
    }

    @Test
    void invisibleCharactersOfNamesAndTextsAreShown() {
        assertThat(rows("{\"a\\u202eb\":[\"c\\u0000\",{\"d\\u001b\":\"e\\u2066\"}]}"))
                .containsExactly(new Detail(0, "a[U+202E]b", "c[U+0000], (d[U+001B]: e[U+2066])"));
    }
}
