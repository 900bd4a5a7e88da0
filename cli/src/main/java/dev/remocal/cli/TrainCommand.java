package dev.remocal.cli;

import dev.remocal.cli.cluster.Cluster;
import dev.remocal.cli.cluster.ClusterOptions;
import dev.remocal.cli.cluster.TargetName;
import dev.remocal.cli.failure.CliException;
import dev.remocal.cli.failure.CliFailure;
import dev.remocal.cli.tunnel.ControlClient;
import dev.remocal.cli.tunnel.Timings;
import dev.remocal.protocol.Mode;
import dev.remocal.protocol.StatusReport;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Touches the classes that the other commands need, so that the build can put them into the AOT cache. */
@Command(name = "train-aot-cache", hidden = true, description = "Used by the build.")
final class TrainCommand implements Callable<Integer> {

    private static final int FIRST_VERSION_WITH_CACHE = 25;
    private static final int CLOSED_PORT = 1;
    private static final StatusReport NOBODY = new StatusReport(0, "", "", "", 0, false, List.of(), List.of());

    @Parameters(paramLabel = "KUBECONFIG", description = "A kubeconfig whose server refuses connections.")
    @SuppressWarnings("NullAway.Init")
    private Path kubeconfig;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter nowhere = new PrintWriter(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        CommandLine remocal = spec.root().commandLine();
        remocal.usage(nowhere);
        remocal.getSubcommands().values().forEach(command -> command.usage(nowhere));
        printEvents(nowhere);
        contactCluster();
        contactSidecar();
        spec.commandLine().getOut().println(outcome());
        return 0;
    }

    private static String outcome() {
        int version = Runtime.version().feature();
        return version >= FIRST_VERSION_WITH_CACHE
                ? "Trained the AOT cache."
                : "JDK " + version
                        + " makes no AOT cache, so the command starts without one; build with JDK 25 or later"
                        + " for a faster start.";
    }

    private static void printEvents(PrintWriter nowhere) {
        CliEvent event = new CliEvent.Request("pod", 1, 1, Mode.DIVERT, "GET", "/", 200, 1);
        new JsonOutput(nowhere).print(Instant.EPOCH, event);
        new TextOutput(nowhere, Colours.ON, ZoneOffset.UTC).print(Instant.EPOCH, event);
    }

    private void contactCluster() {
        ClusterOptions options = new ClusterOptions(Optional.empty(), Optional.empty(), Optional.of(kubeconfig));
        try (Cluster cluster = Cluster.open(options)) {
            cluster.resolve(TargetName.parse("svc/training"));
            throw new IllegalStateException("there is a cluster where there must be none");
        } catch (CliException expected) {
            if (expected.failure().exitCode() != CliFailure.CLUSTER_UNREACHABLE) {
                throw expected;
            }
        }
    }

    /** The pipeline of a tunnel is made before its connection is refused. */
    private static void contactSidecar() {
        try (TunnelLoop loop = new TunnelLoop()) {
            ControlClient client = new ControlClient(Timings.standard(Duration.ofSeconds(1)), loop.eventLoop());
            client.status(TrainCommand::dialNobody, "pod")
                    .exceptionally(refused -> NOBODY)
                    .join();
        }
    }

    private static Future<Channel> dialNobody(String pod, EventLoop loop, ChannelHandler handler) {
        Promise<Channel> dialled = loop.newPromise();
        new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .handler(handler)
                .connect(LocalPorts.addresses().getFirst(), CLOSED_PORT)
                .addListener(refused -> dialled.setFailure(refused.cause()));
        return dialled;
    }
}
