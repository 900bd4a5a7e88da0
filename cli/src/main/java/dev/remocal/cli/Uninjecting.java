package dev.remocal.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.remocal.cli.manifest.PodChange;
import dev.remocal.injector.Injector;
import dev.remocal.injector.SkipReason;
import dev.remocal.injector.Uninjection;
import java.util.List;

/** Takes out again what the webhook or {@link Injecting} has put into a pod. */
final class Uninjecting implements PodChange {

    @Override
    public Answer of(JsonNode pod) {
        if (!Injector.isInjected(pod)) {
            return new Answer.Keep("not-injected", "It has no sidecar.", true);
        }
        return switch (Uninjection.of(pod)) {
            case Uninjection.Restored(JsonNode before) ->
                new Answer.Change((ObjectNode) before, "It is as it was before the sidecar.", List.of());
            case Uninjection.Impossible(String sentence) ->
                new Answer.Keep(SkipReason.ALREADY_INJECTED.code(), sentence, false);
        };
    }
}
