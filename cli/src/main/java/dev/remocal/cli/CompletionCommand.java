package dev.remocal.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        description = "Prints a script that completes remocal's commands and options in a shell.",
        footer = {
            "",
            "Examples:",
            "  source <(remocal completion bash)",
            "  source <(remocal completion zsh)",
            "  remocal completion fish > ~/.config/fish/completions/remocal.fish"
        })
final class CompletionCommand implements Callable<Integer> {

    /** The shells that there is a script for. */
    enum Shell {
        bash,
        zsh,
        fish
    }

    @Parameters(paramLabel = "SHELL", description = "One of ${COMPLETION-CANDIDATES}.")
    @SuppressWarnings("NullAway.Init")
    private Shell shell;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        CommandLine remocal = Subcommands.addAll(new CommandLine(RemocalCommand.of(spec)));
        String script =
                switch (shell) {
                    case bash, zsh -> AutoComplete.bash("remocal", remocal);
                    case fish -> FishCompletion.script(remocal.getCommandSpec());
                };
        spec.commandLine().getOut().print(script);
        return 0;
    }
}
