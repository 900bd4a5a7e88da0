package dev.remocal.cli.environment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpansionTest {

    private static final Map<String, String> VALUES = Map.of(
            "HOST", "db.shop", "PORT", "5432", "EMPTY", "", "QUOTING", "$(HOST)", "odd.name-1", "odd", "", "nameless");

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            a reference alone                  | $(HOST)                    | db.shop
            among other text                   | jdbc://$(HOST):$(PORT)/x   | jdbc://db.shop:5432/x
            an empty value                     | <$(EMPTY)>                 | <>
            any characters make a name         | $(odd.name-1)              | odd
            even none                          | $()                        | nameless
            a value is not looked at again     | $(QUOTING)                 | $(HOST)
            a name without a value             | $(NONE)/$(HOST)            | $(NONE)/db.shop
            two dollars are one                | $$(HOST)                   | $(HOST)
            three are one and a reference      | $$$(HOST)                  | $db.shop
            four are two                       | $$$$(HOST)                 | $$(HOST)
            two dollars before a word          | $$HOST                     | $HOST
            a dollar before a word             | $HOST                      | $HOST
            braces are not parentheses         | ${HOST}                    | ${HOST}
            a dollar at the end                | price in $                 | price in $
            two dollars at the end             | price in $$                | price in $
            no end                             | $(HOST                     | $(HOST
            no end, and nothing else           | $(                         | $(
            the name ends at the first end     | $(A$(HOST))                | $(A$(HOST))
            dollars in a name stay             | $(A$$B)                    | $(A$$B)
            a backslash means nothing          | \\$(HOST)                  | \\db.shop
            beyond the first plane             | $\uD83D\uDE00$(HOST)       | $\uD83D\uDE00db.shop
            a dollar takes what follows along  | $a$(HOST)                  | $adb.shop
            """)
    void followsTheKubelet(String rule, String text, String expanded) {
        assertThat(Expansion.expand(text, VALUES::get)).as(rule).isEqualTo(expanded);
    }
}
