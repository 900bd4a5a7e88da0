package dev.remocal.cli;

import dev.remocal.cli.cluster.Cluster;
import dev.remocal.cli.cluster.ResolvedTarget;
import dev.remocal.cli.files.FileTree;
import dev.remocal.cli.files.Leftovers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A container's files for as long as a session lasts: they follow their objects, and are gone with it. */
final class SessionFiles implements AutoCloseable {

    /** Tells the command where they are. */
    private static final String ROOT_VARIABLE = "REMOCAL_ROOT";

    private final PodFiles files;
    private final Leftovers.Note note;
    private final EventPrinter printer;
    private final CompletableFuture<Void> end = new CompletableFuture<>();

    private SessionFiles(PodFiles files, Leftovers.Note note, EventPrinter printer) {
        this.files = files;
        this.note = note;
        this.printer = printer;
    }

    /**
     * Also removes what earlier sessions could not.
     *
     * @return null where none are wanted
     */
    static @Nullable SessionFiles open(
            Cluster cluster, ResolvedTarget target, Optional<FileRequest> request, EventPrinter printer) {
        Leftovers leftovers = Leftovers.standard();
        leftovers.remove();
        if (request.isEmpty()) {
            return null;
        }
        FileTree tree = FileTree.create(request.get().folder());
        PodFiles files = new PodFiles(cluster, target, request.get(), tree);
        SessionFiles opened = new SessionFiles(files, leftovers.add(tree.root()), printer);
        try {
            opened.begin();
            return opened;
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private void begin() {
        printer.print(files.pull());
        FileWatch watch = new FileWatch(files, new Listener());
        Thread.ofPlatform().daemon().name("remocal-files").start(() -> watch.follow(end));
    }

    /** What the command is to know. */
    Map<String, String> variables() {
        return Map.of(ROOT_VARIABLE, files.tree().root().toString());
    }

    @Override
    public void close() {
        end.complete(null);
        files.tree().delete();
        note.remove();
    }

    private final class Listener implements FileWatch.Listener {

        @Override
        public void changed(List<String> paths) {
            printer.print(new CliEvent.FilesChanged(paths));
        }

        @Override
        public void failed(String sentence) {
            printer.print(new CliEvent.FilesNotRead(sentence));
        }
    }
}
