package dev.remocal.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.remocal.injector.Decision;
import dev.remocal.injector.InjectionSettings;
import dev.remocal.injector.Injector;
import dev.remocal.injector.NamespaceInjection;
import dev.remocal.injector.PodMetadata;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What the webhook would make of a pod that has no sidecar, as it comes with the chart. */
public final class InjectionForecast {

    private InjectionForecast() {}

    /** Why a pod that has opted in gets no sidecar; empty where it would get one. */
    static Optional<String> obstacle(JsonNode pod, NamespaceInjection injection) {
        return switch (Injector.decide(pod, injection, settings())) {
            case Decision.Inject inject -> Optional.empty();
            case Decision.Skip skip -> Optional.of(skip.sentence());
        };
    }

    /** The ports that a sidecar is or would be in front of, whether or not anybody has asked for one. */
    public static List<CapturedPort> captured(PodFacts pod) {
        if (pod.view().injected()) {
            return pod.view().captured();
        }
        return switch (Injector.decide(pod.json(), NamespaceInjection.ALL, settings())) {
            case Decision.Inject inject ->
                CapturedPort.parse(inject.pod()
                        .path("metadata")
                        .path("annotations")
                        .path(PodMetadata.CAPTURED_ANNOTATION)
                        .asText());
            case Decision.Skip skip -> List.of();
        };
    }

    /** Whether iptables is allowed cannot be told from outside; whoever asks for it mostly knows. */
    private static InjectionSettings settings() {
        ChartDefaults chart = ChartDefaults.read();
        String image = chart.text("image");
        return new InjectionSettings(
                        image,
                        null,
                        chart.text("cpuRequest"),
                        chart.text("cpuLimit"),
                        chart.text("memoryRequest"),
                        chart.text("memoryLimit"),
                        OptionalLong.empty())
                .allowingIptables(image);
    }
}
