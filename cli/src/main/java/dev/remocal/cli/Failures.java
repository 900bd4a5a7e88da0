package dev.remocal.cli;

import dev.remocal.cli.failure.CliException;
import dev.remocal.cli.failure.CliFailure;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The one place where what went wrong becomes a sentence on stderr and an exit code. */
final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {

    /** Set to anything, it shows stack traces, as {@code --verbose} does. */
    private static final String DEBUG_VARIABLE = "REMOCAL_DEBUG";

    private final boolean debug;

    Failures() {
        this(System.getenv(DEBUG_VARIABLE) != null);
    }

    Failures(boolean debug) {
        this.debug = debug;
    }

    @Override
    public int handleExecutionException(Exception exception, CommandLine commandLine, ParseResult parsed) {
        Throwable cause = exception instanceof CompletionException && exception.getCause() != null
                ? exception.getCause()
                : exception;
        Optional<CliFailure> failure = Optional.of(cause)
                .filter(CliException.class::isInstance)
                .map(CliException.class::cast)
                .map(CliException::failure);
        String sentence = failure.map(CliFailure::sentence)
                .orElseGet(() -> "Something unexpected happened: " + cause
                        + "; run it again with --verbose and report what it" + " prints.");
        if (!Interruption.happened()) {
            print(commandLine, sentence);
            trace(commandLine, exception);
        }
        return failure.map(CliFailure::exitCode).orElse(CliFailure.INTERNAL_ERROR);
    }

    @Override
    public int handleParseException(ParameterException exception, String[] arguments) {
        CommandLine commandLine = exception.getCommandLine();
        print(commandLine, WrongUsage.sentence(exception));
        trace(commandLine, exception);
        return CliFailure.USAGE;
    }

    private static void print(CommandLine commandLine, String sentence) {
        Console console = Console.of(commandLine);
        console.err().println(console.colours().error("error: ") + Printable.of(sentence));
        console.err().flush();
    }

    private void trace(CommandLine commandLine, Exception exception) {
        if (debug || verbose(commandLine)) {
            exception.printStackTrace(commandLine.getErr());
        }
    }

    private static boolean verbose(CommandLine commandLine) {
        return commandLine.getCommandSpec().root().userObject() instanceof RemocalCommand remocal && remocal.verbose();
    }
}
