package dev.remocal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WrongUsageTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            atach svc/payments             | Unknown command 'atach'; perhaps 'attach' is meant; see `remocal --help`.
            deploy                         | Unknown command 'deploy'; see `remocal --help`.
            train-aot-cach                 | Unknown command 'train-aot-cach'; see `remocal --help`.
            files pul                      | Unknown command 'pul'; perhaps 'pull' is meant; see `remocal files --help`.
            --hlep                         | Unknown option '--hlep'; perhaps '--help' is meant; see `remocal --help`.
            attach --hlep                  | Unknown option '--hlep'; perhaps '--help' is meant; see `remocal attach --help`.
            attach svc/payments --haeder a | Unknown option '--haeder'; perhaps '--header' is meant; see `remocal attach --help`.
            attach svc/payments --quickly  | Unknown option '--quickly'; see `remocal attach --help`.
            attach svc/payments -x         | Unknown option '-x'; see `remocal attach --help`.
            attach svc/payments --haeder=a | Unknown option '--haeder'; perhaps '--header' is meant; see `remocal attach --help`.
            attach                         | Missing required parameter: 'TARGET'; see `remocal attach --help`.
            list payments                  | 'payments' is one argument too many; see `remocal list --help`.
            list -                         | '-' is one argument too many; see `remocal list --help`.
            """)
    void theWordThatIsWrongIsNamedAndTheOneThatMayBeMeant(String arguments, String sentence) {
        StringWriter errors = new StringWriter();
        String[] words = arguments.split(" ");
        int exitCode = Remocal.commandLine(new RemocalCommand(), new Failures(false), words)
                .setErr(new PrintWriter(errors))
                .execute(words);
        assertThat(errors).hasToString("error: " + sentence + "\n");
        assertThat(exitCode).isEqualTo(2);
    }
}
