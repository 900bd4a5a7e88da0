package dev.remocal.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remocal.protocol.Filter;
import dev.remocal.protocol.ValueMatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequirementTest {

    private static String text(Requirement requirement) {
        return switch (requirement) {
            case Requirement.Nothing nothing -> "nothing";
            case Requirement.OneOf oneOf ->
                oneOf.anchors().stream().map(RequirementTest::text).collect(Collectors.joining(" or "));
        };
    }

    private static String text(Requirement.Anchor anchor) {
        String name = anchor.name().isEmpty() ? "" : ":" + anchor.name();
        return switch (anchor.value()) {
            case ValueMatch.Exact(String value) -> anchor.place() + name + "=" + value;
            case ValueMatch.Prefix(String prefix) -> anchor.place() + name + "=" + prefix + "*";
            case ValueMatch.Regex expression -> "?";
            case ValueMatch.Present present -> anchor.place() + name;
        };
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    everything                           | nothing
                    key:ada                              | BAGGAGE:remocal=ada or FIELD:x-remocal=ada or COOKIE:remocal=ada
                    header:X-User=Ada                    | FIELD:x-user=Ada
                    header:x-user=a*                     | FIELD:x-user=a*
                    header:x-user                        | FIELD:x-user
                    header:x-user=~"^a"                  | FIELD:x-user
                    header:x-user=""                     | FIELD:x-user
                    header:"a: b"=c                      | nothing
                    header:ſ=c                           | nothing
                    header:a=\uFFFD                      | FIELD:a
                    header:a=\uD800                      | FIELD:a
                    header:a=é*                          | FIELD:a=é*
                    cookie:A=b                           | COOKIE:A=b
                    cookie:\uFFFD=b                      | nothing
                    query:a=b                            | QUERY:a=b
                    baggage:a                            | BAGGAGE:a
                    path=/a                              | PATH=/a
                    path=/a/*                            | PATH=/a/*
                    path=""                              | nothing
                    path=~a                              | nothing
                    method=GET                           | METHOD=GET
                    method=~GET                          | nothing
                    host=Shop.Example                    | HOST=shop.example
                    host=Shop*                           | HOST=shop*
                    host=::1                             | nothing
                    host=İ                               | nothing
                    host=~shop                           | nothing
                    host=""                              | nothing
                    not header:a                         | nothing
                    header:a or header:b=c               | FIELD:a or FIELD:b=c
                    header:a or path=~x                  | nothing
                    header:a or (header:b or query:c)    | FIELD:a or FIELD:b or QUERY:c
                    method=GET and header:a=b            | FIELD:a=b
                    path=/* and header:a                 | FIELD:a
                    header:a and path=/orders/*          | PATH=/orders/*
                    path=~x and header:a                 | FIELD:a
                    not header:b and header:a            | FIELD:a
                    not header:b and path=~x             | nothing
                    (key:a or key:b) and header:a=b      | FIELD:a=b
                    host=shop and (header:a=1 or path=/) | FIELD:a=1 or PATH=/
                    """)
    void whatAHeadMustHave(String filter, String requirement) {
        assertThat(text(Requirement.of(Filter.parse(filter)))).isEqualTo(requirement);
    }

    @Test
    void aFilterWithMoreAnchorsThanAreKeptRequiresNothing() {
        assertThat(Requirement.of(paths(ProxyLimits.ANCHORS_PER_FILTER))).isNotEqualTo(Requirement.NOTHING);
        assertThat(Requirement.of(paths(ProxyLimits.ANCHORS_PER_FILTER + 1))).isEqualTo(Requirement.NOTHING);
    }

    private static Filter paths(int count) {
        return Filter.parse(
                IntStream.range(0, count).mapToObj(i -> "path=/" + i).collect(Collectors.joining(" or ")));
    }
}
