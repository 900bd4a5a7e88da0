package dev.remocal.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.remocal.cli.manifest.PodChange;
import dev.remocal.injector.CapturedPort;
import dev.remocal.injector.Decision;
import dev.remocal.injector.InjectionSettings;
import dev.remocal.injector.Injector;
import dev.remocal.injector.NamespaceInjection;
import dev.remocal.injector.SkipReason;
import dev.remocal.injector.Warning;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The webhook's decision, for a pod in a manifest. Whoever runs the command asks for it, so no label is needed. What a namespace
 * says is not in a manifest of pods.
 */
record Injecting(InjectionSettings settings) implements PodChange {

    /** What somebody has chosen, or done before. */
    private static final Set<SkipReason> INTENDED = Set.of(SkipReason.OPTED_OUT, SkipReason.ALREADY_INJECTED);

    @Override
    public Answer of(JsonNode pod) {
        return switch (Injector.decide(pod, NamespaceInjection.ALL, settings)) {
            case Decision.Inject inject ->
                new Answer.Change(
                        (ObjectNode) inject.pod(),
                        "The sidecar is in front of " + labels(inject.ports()) + ".",
                        inject.warnings().stream().map(Warning::sentence).toList());
            case Decision.Skip(SkipReason reason, String sentence) ->
                new Answer.Keep(reason.code(), sentence, INTENDED.contains(reason));
        };
    }

    private static String labels(List<CapturedPort> ports) {
        return ports.stream().map(port -> port.name() + " (" + port.app() + ")").collect(Collectors.joining(", "));
    }
}
