package dev.remocal.cli;

import dev.remocal.cli.cluster.Cluster;
import dev.remocal.cli.cluster.ClusterOptions;
import dev.remocal.cli.cluster.TargetName;
import dev.remocal.cli.files.FileTree;
import dev.remocal.cli.files.Leftovers;
import java.time.Duration;
import java.util.List;

/** {@code remocal files pull}: what was done is said on stderr. */
final class FilesPull implements FileWatch.Listener {

    /** A write that has begun when the command is ended. */
    private static final Duration LAST_WRITE = Duration.ofSeconds(1);

    private final Console console;

    FilesPull(Console console) {
        this.console = console;
    }

    void run(ClusterOptions options, TargetName target, FileRequest request, boolean watch) {
        Leftovers.standard().remove();
        try (Interruption interruption = new Interruption();
                Cluster cluster = Cluster.open(options)) {
            PodFiles files =
                    new PodFiles(cluster, cluster.resolve(target), request, FileTree.createOrUpdate(request.folder()));
            report(files.pull());
            if (watch) {
                interruption.arm(LAST_WRITE);
                new FileWatch(files, this).follow(interruption.requested());
            }
        }
    }

    private void report(CliEvent.Files files) {
        say(FileSentences.summary(files));
        EnvironmentSentences.withheld(files.withheld()).forEach(this::warn);
        FileSentences.elsewhere(files.elsewhere()).forEach(this::say);
    }

    @Override
    public void changed(List<String> mounts) {
        say(FileSentences.changed(mounts));
    }

    @Override
    public void failed(String sentence) {
        warn(FileSentences.notRead(sentence));
    }

    private void say(String sentence) {
        console.err().println(Printable.of(sentence));
        console.err().flush();
    }

    private void warn(String sentence) {
        console.err().println(console.colours().warning("warning: ") + Printable.of(sentence));
        console.err().flush();
    }
}
