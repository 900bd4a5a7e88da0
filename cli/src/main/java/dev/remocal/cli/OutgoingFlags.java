package dev.remocal.cli;

import dev.remocal.cli.outgoing.HostPattern;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which of the command's connections the cluster makes. */
final class OutgoingFlags {

    @Option(
            names = "--outgoing",
            paramLabel = "off|connect|names|env|proxy|all",
            description = "How the command reaches the cluster's hosts: by connections that are redirected as it makes"
                    + " them, by names, by rewritten variables, by proxies; default: all.")
    private OutgoingWay.@Nullable Choice choice;

    @Option(
            names = "--remote",
            paramLabel = "HOST",
            converter = Converters.Host.class,
            description = "The cluster is asked for this host too; * stands for any characters.")
    private List<HostPattern> remote = List.of();

    @Option(
            names = "--local",
            paramLabel = "HOST",
            converter = Converters.Host.class,
            description = "The cluster is never asked for this host; * stands for any characters.")
    private List<HostPattern> local = List.of();

    /** Without a command there is nobody to be shown names and variables. */
    OutgoingRequest request(boolean command, boolean takesTraffic) {
        Set<OutgoingWay> ways = (choice == null ? standard(command, takesTraffic) : choice).ways();
        if (!command && !ways.isEmpty() && !ways.contains(OutgoingWay.PROXIES)) {
            throw new IllegalArgumentException(
                    "--outgoing " + choice + " is for a command: add it behind --, or use --outgoing proxy");
        }
        return new OutgoingRequest(ways, remote, local);
    }

    private static OutgoingWay.Choice standard(boolean command, boolean takesTraffic) {
        if (command) {
            return OutgoingWay.Choice.all;
        }
        return takesTraffic ? OutgoingWay.Choice.off : OutgoingWay.Choice.proxy;
    }
}
