package dev.remocal.cli.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One input, with any number of documents, as YAML or JSON. */
public final class Manifest {

    /**
     * A manifest with its changes.
     *
     * @param outcomes one for each workload, in their order
     */
    public record Rewritten(String text, List<Outcome> outcomes) {}

    private final List<Outcome> outcomes = new ArrayList<>();
    private final PodChange change;

    private Manifest(PodChange change) {
        this.change = change;
    }

    /**
     * Applies a change to every pod and pod template.
     *
     * @param source the file's name, for messages
     * @throws dev.remocal.cli.failure.CliException where the text is neither YAML nor JSON
     */
    public static Rewritten rewrite(String source, String text, PodChange change) {
        Manifest manifest = new Manifest(change);
        String changed = JsonText.isJson(text)
                ? JsonText.rewrite(source, text, manifest::change)
                : YamlText.parse(source, text).rewrite(manifest::change, manifest.outcomes::add);
        return new Rewritten(changed, List.copyOf(manifest.outcomes));
    }

    private JsonNode change(JsonNode document) {
        JsonNode changed = document.deepCopy();
        Workloads.in(changed).forEach(this::change);
        return changed;
    }

    private void change(Workloads.Workload workload) {
        switch (workload) {
            case Workloads.Workload.Unknown(String name) ->
                outcomes.add(new Outcome.Kept(
                        name,
                        "unknown-kind",
                        "It has a pod template and is of no kind that Remocal knows; let the webhook inject its pods.",
                        false));
            case Workloads.Workload.Pod(String name, ObjectNode pod) ->
                answer(name, change.of(pod)).ifPresent(pod::setAll);
            case Workloads.Workload.Template(String name, ObjectNode template) ->
                answer(name, change.of(Templates.pod(template))).ifPresent(pod -> Templates.replace(template, pod));
        }
    }

    private Optional<ObjectNode> answer(String workload, PodChange.Answer answer) {
        return switch (answer) {
            case PodChange.Answer.Change(ObjectNode pod, String sentence, List<String> warnings) -> {
                outcomes.add(new Outcome.Changed(workload, sentence));
                warnings.forEach(warning -> outcomes.add(new Outcome.Warned(workload, warning)));
                yield Optional.of(pod);
            }
            case PodChange.Answer.Keep(String code, String sentence, boolean intended) -> {
                outcomes.add(new Outcome.Kept(workload, code, sentence, intended));
                yield Optional.empty();
            }
        };
    }
}
