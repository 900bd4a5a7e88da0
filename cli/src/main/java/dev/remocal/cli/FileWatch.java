package dev.remocal.cli;

import dev.remocal.cli.failure.CliException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Follows the objects that files come from. They are read again and again, which takes no more rights than to read them once; to
 * watch Secrets takes the right to list them all.
 */
final class FileWatch {

    /** The kubelet may take a minute; who waits at a laptop should not. */
    private static final Duration PERIOD = Duration.ofSeconds(2);

    /** Is told what becomes of it. */
    interface Listener {

        /** @param paths of the mounts that were written anew */
        void changed(List<String> paths);

        /** Told once for each reason in a row; the next reading may succeed. */
        void failed(String sentence);
    }

    private final PodFiles files;
    private final Listener listener;
    private String failure = "";

    FileWatch(PodFiles files, Listener listener) {
        this.files = files;
        this.listener = listener;
    }

    /** Returns at the end that is given. */
    void follow(CompletableFuture<Void> end) {
        while (!endsWithin(end)) {
            update();
        }
    }

    private void update() {
        try {
            List<String> paths = files.update();
            failure = "";
            if (!paths.isEmpty()) {
                listener.changed(paths);
            }
        } catch (CliException e) {
            String sentence = e.failure().sentence();
            if (!sentence.equals(failure)) {
                listener.failed(sentence);
            }
            failure = sentence;
        }
    }

    private static boolean endsWithin(CompletableFuture<Void> end) {
        try {
            end.get(PERIOD.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
