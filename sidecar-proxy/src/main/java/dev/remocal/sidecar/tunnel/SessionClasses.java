package dev.remocal.sidecar.tunnel;

import dev.remocal.protocol.Event;
import dev.remocal.protocol.Filter;
import dev.remocal.protocol.Mode;
import dev.remocal.protocol.OnFailure;
import dev.remocal.protocol.Protocol;
import dev.remocal.protocol.SessionSpec;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The classes that nobody but sessions needs, Jackson's above all. The AOT cache leaves them out, as they would be
 * resident in every idle sidecar, so the first control connection has them loaded: half a second of CPU, on a thread of
 * its own, since the app's traffic would wait on an event loop.
 */
final class SessionClasses {

    private @Nullable CompletableFuture<Void> loaded;

    /** Completes, on any thread, when all are there or could not be had: then whoever needs them meets the failure. */
    synchronized CompletionStage<Void> load() {
        if (loaded == null) {
            loaded = CompletableFuture.runAsync(
                            SessionClasses::use, task -> new Thread(task, "session-classes").start())
                    .exceptionally(failure -> null);
        }
        return loaded;
    }

    static void use() {
        Http2Limits.codec();
        Json.write(new Event.Admitted("", ""));
        Json.write(new Event.Activated());
        try {
            Json.readSpec(Json.write(session()));
        } catch (Refusal impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static SessionSpec session() {
        return new SessionSpec(
                Protocol.VERSION,
                "no-session",
                "none",
                "none",
                "svc/none",
                Mode.DIVERT,
                List.of(1),
                Filter.parse("key:none"),
                OnFailure.CLUSTER,
                null,
                1,
                "none");
    }
}
