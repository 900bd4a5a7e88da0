package dev.remocal.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.remocal.cli.Questions.Answer;
import dev.remocal.cli.cluster.Cluster;
import dev.remocal.cli.cluster.Inspection;
import dev.remocal.cli.cluster.MissingSidecar;
import dev.remocal.cli.cluster.PodFacts;
import dev.remocal.cli.cluster.PodView;
import dev.remocal.cli.cluster.Reading;
import dev.remocal.cli.cluster.ResolvedTarget;
import dev.remocal.cli.cluster.TargetName;
import dev.remocal.cli.doctor.CaptureCheck;
import dev.remocal.cli.doctor.Finding;
import dev.remocal.cli.doctor.MeshCheck;
import dev.remocal.cli.doctor.PodsCheck;
import dev.remocal.cli.doctor.PolicyCheck;
import dev.remocal.cli.doctor.SidecarCheck;
import dev.remocal.cli.failure.CliException;
import dev.remocal.cli.failure.CliFailure;
import dev.remocal.protocol.StatusReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The part of {@code remocal doctor} that is about one target.
 *
 * @param labels of the namespace
 * @param trial a pod as it would be created now; empty where that is not known
 */
record TargetExamination(
        Cluster cluster, Inspection inspection, Reading<Map<String, String>> labels, Optional<JsonNode> trial) {

    List<Finding> examine(TargetName name) {
        try {
            ResolvedTarget target = cluster.resolve(name);
            return examine(target, cluster.pods(target));
        } catch (CliException e) {
            return List.of(PodsCheck.of(e.failure()));
        }
    }

    private List<Finding> examine(ResolvedTarget target, List<PodFacts> pods) {
        List<Finding> findings = new ArrayList<>();
        findings.add(PodsCheck.of(target.name(), cluster.namespace(), labels, pods));
        if (pods.isEmpty()) {
            return findings;
        }
        PodFacts pod = pods.stream()
                .filter(candidate -> candidate.view().injected())
                .findFirst()
                .orElseGet(pods::getFirst);
        findings.addAll(sidecars(target, pods));
        findings.addAll(CaptureCheck.of(target.name(), target.servicePorts(), inspection.services(), pod));
        findings.addAll(PolicyCheck.of(inspection.networkPolicies(), pod));
        findings.add(MeshCheck.of(pods));
        return findings;
    }

    private List<Finding> sidecars(ResolvedTarget target, List<PodFacts> pods) {
        List<PodView> attachable =
                pods.stream().map(PodFacts::view).filter(PodView::attachable).toList();
        if (attachable.isEmpty()) {
            return List.of();
        }
        String restart = MissingSidecar.restart(cluster.namespace(), MissingSidecar.workload(target.name(), pods));
        return switch (Reading.of(() -> Questions.status(cluster, attachable))) {
            case Reading.Unknown<List<Answer<StatusReport>>>(CliFailure failure) ->
                List.of(SidecarCheck.notAsked(failure));
            case Reading.Known<List<Answer<StatusReport>>>(List<Answer<StatusReport>> answers) ->
                SidecarCheck.of(
                        answers.stream().map(TargetExamination::answer).toList(),
                        Version.number(),
                        pods,
                        trial.map(SidecarCheck::image).filter(image -> !image.isEmpty()),
                        restart);
        };
    }

    private static SidecarCheck.Answer answer(Answer<StatusReport> answer) {
        return switch (answer) {
            case Answer.Said<StatusReport>(PodView pod, StatusReport report) ->
                new SidecarCheck.Answer.Said(pod.name(), report.sidecarVersion());
            case Answer.Silent<StatusReport>(PodView pod, String reason) ->
                new SidecarCheck.Answer.Silent(pod.name(), reason);
        };
    }
}
