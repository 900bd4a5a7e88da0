package dev.remocal.cli;

import dev.remocal.cli.cluster.PortRequest;
import dev.remocal.cli.tunnel.Timings;
import dev.remocal.protocol.Filter;
import dev.remocal.protocol.OnFailure;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "attach",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Brings the matching requests of a service to your machine, for as long as this command runs.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  Requests with your key go to localhost:",
            "    remocal attach svc/payments",
            "    remocal attach svc/payments --key ada -p 9000:http",
            "  Requests that match all of these do:",
            "    remocal attach deploy/payments --header x-tenant=acme --path '/orders/*'",
            "  Copies of everything, while the cluster answers:",
            "    remocal attach svc/payments --mode mirror --all",
            "  No requests, but the pod's environment, names and connections:",
            "    remocal attach svc/payments --mode none -- psql -h ledger-db",
            "  As the profile payments in remocal.yaml says:",
            "    remocal attach --profile payments",
            "  For as long as a command runs, with its exit code:",
            "    remocal attach svc/payments -- ./mvnw quarkus:dev",
            "",
            "With -o json every line is an object with 'event', 'time' and:",
            "  attached            session, target, namespace, context, mode, filter,",
            "                      key, owner, onFailure, samplePercent, ports, podNames,",
            "                      pods, millis",
            "  planned             the same without pods and millis, with --dry-run",
            "  pod-attached        pod",
            "  pod-lost            pod, reason, retryMillis",
            "  pod-refused         pod, code, message",
            "  pod-gone            pod",
            "  environment         pod, container, variables, secrets, keptOwn, withheld",
            "  files               pod, container, root, files, withheld, elsewhere",
            "  files-changed       mounts",
            "  files-not-read      message",
            "  outgoing            pod, redirected, names, socksProxy, httpProxy, ownProxies,",
            "                      rewritten, notes",
            "  not-connected       destination, code, message",
            "  request             pod, number, port, mode, method, path, status,",
            "                      durationMillis",
            "  connection          pod, number, port, mode, bytesToLocal,",
            "                      bytesFromLocal, durationMillis",
            "  fallback            pod, number, port, method, path, code, message",
            "  dropped             pod, code, message, total",
            "  preempted           pod, port, method, path, owner, message",
            "  opaque              pod, port, code, message",
            "  local-port-closed   port, message",
            "  command-exited      exitCode",
            "  processes-left      pids",
            "  finishing           exchanges, limitMillis",
            "  detached            reason, requests, fallbacks, millis, unprinted",
            "",
            "Exit codes: that of the command; 130 or 143 after Ctrl-C or SIGTERM;",
            "  2 wrong usage              3 no kubeconfig       4 cluster unreachable",
            "  5 not allowed              6 no such namespace   7 no such target",
            "  8 no pods                  9 no sidecar         10 port by number",
            " 11 port unclear            12 conflict           13 session refused",
            " 14 sidecar unreachable     15 cluster error      127 command not started",
            "  1 anything else"
        })
final class AttachCommand implements Callable<Integer> {

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private TargetArgument target;

    @Parameters(
            index = "1..*",
            paramLabel = "-- COMMAND",
            description = "Run this when attached; the session ends with it.")
    private List<String> command = List.of();

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private ProfileFlags profile;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private CommandFlags commandFlags;

    @Option(
            names = {"-m", "--mode"},
            paramLabel = "MODE",
            defaultValue = "divert",
            converter = Converters.ModeName.class,
            description =
                    "divert (default; also 'intercept'): you answer. mirror (also 'wiretap'): you get copies. none:"
                            + " no requests, only what the pod has and reaches.")
    @SuppressWarnings("NullAway.Init")
    private AttachMode mode;

    @Option(
            names = {"-p", "--port"},
            paramLabel = "LOCAL[:REMOTE]",
            converter = Converters.Port.class,
            description = "Local port, and name or number of the Service or container port; default: the only captured"
                    + " one, on the application's own number.")
    private List<PortRequest> ports = List.of();

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private FilterFlags filter;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private ClusterFlags cluster;

    @Option(
            names = "--on-failure",
            paramLabel = "cluster|error",
            defaultValue = "cluster",
            converter = Converters.OnFailureName.class,
            description = "A request that your process cannot take: the cluster serves it (default), or it gets a 502.")
    @SuppressWarnings("NullAway.Init")
    private OnFailure onFailure;

    @Option(
            names = "--sample",
            paramLabel = "PERCENT",
            converter = Converters.Percent.class,
            description =
                    "With --mode mirror: copies of this share of the matching requests only, such as 10%%; those of"
                            + " one trace (traceparent) all or none.")
    private @Nullable Double sample;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "text|json",
            defaultValue = "text",
            description = "json prints one event a line on stdout, and the command's own stdout goes to stderr.")
    @SuppressWarnings("NullAway.Init")
    private EventFormat output;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "10s",
            converter = Converters.Time.class,
            description = "How long all sidecars together may take to admit the session; default: 10s.")
    @SuppressWarnings("NullAway.Init")
    private Duration timeout;

    @Option(
            names = "--no-env",
            description = "Give the command your own environment only; by default it gets the container's over it.")
    private boolean noEnvironment;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private EnvironmentFlags environment;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private OutgoingFlags outgoing;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private SessionFileFlags files;

    @Option(names = "--dry-run", description = "Say what would be done, and do nothing.")
    private boolean dryRun;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        return new Attach(
                        request(),
                        Console.of(spec.commandLine()),
                        RemocalCommand.of(spec).companions())
                .run();
    }

    private AttachRequest request() {
        try {
            FilterArguments arguments = filter.arguments();
            Identity identity = Identity.of(arguments.key(), System.getProperty("user.name", ""));
            Filter accepted = arguments.filter(identity.key());
            return new AttachRequest(
                    target.name(),
                    profile.name(),
                    command,
                    commandFlags.folder(),
                    mode,
                    ports,
                    accepted,
                    identity,
                    cluster.options(),
                    onFailure,
                    sample(),
                    output,
                    Timings.standard(timeout),
                    dryRun,
                    new EnvironmentRequest(!noEnvironment, environment.container(), environment.rules()),
                    outgoing.request(!command.isEmpty(), mode != AttachMode.NONE),
                    files.request(environment.container()));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private @Nullable Double sample() {
        if (sample != null && mode != AttachMode.MIRROR) {
            throw new IllegalArgumentException(
                    "--sample is for copies: add --mode mirror, or leave it out to answer every matching request");
        }
        return sample;
    }
}
