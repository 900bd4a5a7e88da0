package dev.remocal.cli;

import picocli.CommandLine.Option;

/** How a command that answers once does so. */
final class OutputFlags {

    @Option(
            names = {"-o", "--output"},
            paramLabel = "text|json|yaml",
            defaultValue = "text",
            description = "How to write it; default: text.")
    @SuppressWarnings("NullAway.Init")
    private OutputFormat format;

    OutputFormat format() {
        return format;
    }
}
