package dev.remocal.cli.environment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoQuotationTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            plain text    | "plain text"
            'say "no"\\'  | "say \\"no\\"\\\\"
            \u00e9\u4e16  | "\u00e9\u4e16"
            'a\tb\nc\r'   | "a\\tb\\nc\\r"
            '\u0007\b\f'  | "\\a\\b\\f"
            '\u0001\u007f' | "\\x01\\x7f"
            '\u00a0\u200b' | "\\u00a0\\u200b"
            \uDBFF\uDFFD  | "\\U0010fffd"
            \uD83D\uDE00  | "\uD83D\uDE00"
            """)
    void isThatOfGo(String text, String quoted) {
        assertThat(GoQuotation.of(text)).isEqualTo(quoted);
    }
}
