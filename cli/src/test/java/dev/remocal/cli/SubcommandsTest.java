package dev.remocal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class SubcommandsTest {

    @Test
    void helpSaysTheSameWhetherTheyAreBuiltOrNot() {
        String all = Subcommands.addAll(remocal()).getUsageMessage();
        assertThat(all).contains("  attach", "  completion").doesNotContain("train-aot-cache");
        assertThat(Subcommands.add(remocal()).getUsageMessage()).isEqualTo(all);
    }

    @Test
    void onlyTheOneThatIsNamedHasItsOptions() {
        CommandLine remocal = Subcommands.add(remocal(), "--verbose", "list", "-A");
        assertThat(of(remocal, "list").optionsMap())
                .as("its own and what all take")
                .containsKeys("-A", "--verbose");
        assertThat(of(remocal, "attach").optionsMap()).doesNotContainKey("--header");
    }

    @Test
    void allHaveThemWhereAFileMayNameOne(@TempDir Path folder) throws IOException {
        String file = "@" + Files.writeString(folder.resolve("arguments"), "attach svc/payments --header x=y");
        CommandLine remocal = Subcommands.add(remocal(), file);
        assertThat(remocal.parseArgs(file).subcommand().hasMatchedOption("--header"))
                .isTrue();
    }

    private static CommandSpec of(CommandLine remocal, String name) {
        return Objects.requireNonNull(remocal.getSubcommands().get(name)).getCommandSpec();
    }

    private static CommandLine remocal() {
        return new CommandLine(new RemocalCommand());
    }
}
