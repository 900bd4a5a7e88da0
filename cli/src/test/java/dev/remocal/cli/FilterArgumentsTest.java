package dev.remocal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class FilterArgumentsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                                    | key:ada
            --key;bob                             | key:bob
            --all                                 | everything
            --header;x-user=ada                   | header:x-user=ada
            --header;x-user: ada                  | header:x-user=ada
            --http-header;x-user=~^a.*            | header:x-user=~"^a.*"
            --header;x-user                       | header:x-user
            --header;x-user=                      | header:x-user=""
            --header;x=a=b                        | header:x="a=b"
            --header;x=a*                         | header:x="a*"
            --cookie;tenant=a                     | cookie:tenant=a
            --query;a=1                           | query:a=1
            --baggage;user=ada                    | baggage:user=ada
            --path;/orders/*                      | path=/orders/*
            --path;/orders                        | path=/orders
            --path;~^/o                           | path=~^/o
            --method;POST                         | method=POST
            --host;shop.example                   | host=shop.example
            --filter;key:a or not method=GET      | key:a or not method=GET
            --header;a=1;--header;b=2             | header:a=1 and header:b=2
            --key;bob;--method;GET                | key:bob and method=GET
            """)
    void flagsBecomeAFilter(String arguments, String filter) {
        FilterFlags flags = new FilterFlags();
        new CommandLine(flags).parseArgs(arguments.isEmpty() ? new String[0] : arguments.split(";", -1));
        FilterArguments parsed = flags.arguments();
        assertThat(parsed.filter(parsed.key().orElse("ada")).format()).isEqualTo(filter);
    }
}
