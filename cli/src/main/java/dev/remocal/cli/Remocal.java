package dev.remocal.cli;

import io.quarkus.runtime.ImageMode;
import io.quarkus.runtime.annotations.QuarkusMain;
import org.graalvm.nativeimage.VMRuntime;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/**
 * Where the command begins. Quarkus builds it but its container is not started: nothing here is injected, starting it takes
 * longer than most commands, and it would read the settings of a Quarkus application in whose folder the command is run.
 */
@QuarkusMain
public final class Remocal implements IExecutionStrategy {

    private boolean started;

    private Remocal() {}

    public static void main(String... arguments) {
        if (ImageMode.current() == ImageMode.NATIVE_RUN) {
            listenForSignals();
        }
        new Remocal().run(arguments);
    }

    /**
     * A native image that takes no options for its own leaves this to its main method. Until then SIGTERM ends the process without a
     * goodbye to the sidecars, and so does a write to a connection that is gone (SIGPIPE).
     */
    private static void listenForSignals() {
        VMRuntime.initialize();
    }

    private void run(String... arguments) {
        CommandLine commandLine = commandLine(new RemocalCommand(), new Failures(), arguments);
        int exitCode = commandLine.setExecutionStrategy(this).execute(arguments);
        commandLine.getOut().flush();
        commandLine.getErr().flush();
        if (started) {
            System.exit(exitCode);
        }
        // Nothing waits for an orderly exit, which since JDK 21 sets up logging first and so takes a quarter of the
        // time.
        Runtime.getRuntime().halt(exitCode);
    }

    /** Help does not wait for the set-up of what it has no use for. It is also what a group of commands alone shows, as kubectl's do. */
    @Override
    public int execute(ParseResult parsed) {
        Integer helped = CommandLine.executeHelpRequest(parsed);
        if (helped != null) {
            return helped;
        }
        CommandLine command = parsed.asCommandLineList().getLast();
        if (!command.getSubcommands().isEmpty()) {
            command.usage(command.getOut());
            return CommandLine.ExitCode.OK;
        }
        started = true;
        LibraryLog.to(System.err);
        return new RunLast().execute(parsed);
    }

    /** @param arguments what it will be executed with */
    static CommandLine commandLine(RemocalCommand command, Failures failures, String... arguments) {
        CommandLine commandLine = Subcommands.add(new CommandLine(command), arguments);
        ConfiguredArguments.everywhere(commandLine);
        return commandLine
                .setExecutionExceptionHandler(failures)
                .setParameterExceptionHandler(failures)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true);
    }
}
