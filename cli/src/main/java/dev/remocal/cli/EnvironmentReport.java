package dev.remocal.cli;

import dev.remocal.cli.environment.EnvironmentVariable;
import dev.remocal.cli.environment.LocalEnvironment;
import java.util.List;
import java.util.stream.Collectors;

/** Writes an environment where it is wanted, and what has to be said about it to stderr. */
final class EnvironmentReport {

    private final Console console;
    private final EnvironmentOutputFlags flags;

    EnvironmentReport(Console console, EnvironmentOutputFlags flags) {
        this.console = console;
        this.flags = flags;
    }

    void print(LocalEnvironment environment, boolean onTerminal) {
        List<EnvironmentVariable> variables = environment.variables();
        boolean masked = onTerminal
                && flags.file().isEmpty()
                && !flags.showSecrets()
                && variables.stream().anyMatch(EnvironmentVariable::secret);
        EnvironmentText text =
                EnvironmentText.of(masked ? EnvironmentText.masked(variables) : variables, flags.format());
        flags.file()
                .ifPresentOrElse(file -> PrivateFile.write(file, text.text()), () -> print(text.text(), onTerminal));
        remarks(environment, text, masked);
    }

    private void print(String text, boolean onTerminal) {
        console.out().print(onTerminal ? harmless(text) : text);
        console.out().flush();
    }

    private static String harmless(String text) {
        return text.lines().map(line -> Printable.of(line) + "\n").collect(Collectors.joining());
    }

    private void remarks(LocalEnvironment environment, EnvironmentText text, boolean masked) {
        EnvironmentSentences.withheld(environment.withheld()).forEach(this::warning);
        if (!text.inexpressible().isEmpty()) {
            warning("left out: " + String.join(", ", text.inexpressible()) + ". -o " + flags.format()
                    + " cannot express them; -o json can.");
        }
        if (!environment.keptOwn().isEmpty()) {
            note("left out: " + String.join(", ", environment.keptOwn())
                    + ". They are your machine's own; --env-include takes one that it names in full.");
        }
        if (masked) {
            note("Values from Secrets are masked; --show-secrets shows them.");
        }
        console.err().flush();
    }

    private void warning(String sentence) {
        console.err().println(console.colours().warning("warning: ") + Printable.of(sentence));
    }

    private void note(String sentence) {
        console.err().println(Printable.of(sentence));
    }
}
