package dev.remocal.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.remocal.cli.cluster.CertificateFacts;
import dev.remocal.cli.cluster.Cluster;
import dev.remocal.cli.cluster.ClusterOptions;
import dev.remocal.cli.cluster.Inspection;
import dev.remocal.cli.cluster.PemCertificates;
import dev.remocal.cli.cluster.Permission;
import dev.remocal.cli.cluster.Reading;
import dev.remocal.cli.cluster.ServerFacts;
import dev.remocal.cli.cluster.TargetName;
import dev.remocal.cli.cluster.Trial;
import dev.remocal.cli.doctor.AccessCheck;
import dev.remocal.cli.doctor.AdmissionCheck;
import dev.remocal.cli.doctor.CertificateCheck;
import dev.remocal.cli.doctor.Finding;
import dev.remocal.cli.doctor.NamespaceCheck;
import dev.remocal.cli.doctor.OutgoingCheck;
import dev.remocal.cli.doctor.ServerCheck;
import dev.remocal.cli.doctor.TrialPod;
import dev.remocal.cli.doctor.WebhookCheck;
import dev.remocal.cli.doctor.WebhookEntry;
import dev.remocal.injector.NamespaceInjection;
import dev.remocal.injector.PodMetadata;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code remocal doctor}: reads as far as the user may, and has each check judge what concerns it. */
final class Doctor {

    private final Cluster cluster;
    private final Inspection inspection;
    private final Optional<TargetName> target;
    private final Clock clock;
    private final List<Finding> findings = new ArrayList<>();

    private Doctor(Cluster cluster, Optional<TargetName> target, Clock clock) {
        this.cluster = cluster;
        this.inspection = cluster.inspection();
        this.target = target;
        this.clock = clock;
    }

    static DoctorReport examine(ClusterOptions options, Optional<TargetName> target, Clock clock) {
        try (Cluster cluster = Cluster.open(options)) {
            Doctor doctor = new Doctor(cluster, target, clock);
            doctor.examine();
            return new DoctorReport(
                    cluster.context(),
                    cluster.namespace(),
                    target.map(TargetName::text).orElse(null),
                    List.copyOf(doctor.findings));
        }
    }

    private void examine() {
        Reading<ServerFacts> server = inspection.server();
        ServerCheck.of(server, clock.instant()).forEach(this::add);
        if (server instanceof Reading.Unknown<ServerFacts>) {
            return;
        }
        access();
        webhook();
        Reading<Map<String, String>> labels = inspection.namespaceLabels();
        add(NamespaceCheck.of(cluster.namespace(), labels));
        Optional<JsonNode> trial = admission(labels);
        target.ifPresent(name -> new TargetExamination(cluster, inspection, labels, trial)
                .examine(name)
                .forEach(this::add));
    }

    /** What one check has said, a right that is missing say, need not be said by another that comes upon it. */
    private void add(Finding finding) {
        boolean said = findings.stream().map(Finding::message).anyMatch(finding.message()::equals);
        if (!said) {
            findings.add(finding);
        }
    }

    private void access() {
        Map<Permission, Reading<Boolean>> answers = new LinkedHashMap<>();
        AccessCheck.needed(target).forEach(permission -> answers.put(permission, inspection.allows(permission)));
        AccessCheck.of(cluster.namespace(), target, answers).forEach(this::add);
    }

    private void webhook() {
        Reading<List<WebhookEntry>> entries = inspection.webhookConfigurations().map(WebhookEntry::in);
        Optional<WebhookEntry> first =
                entries.known().flatMap(known -> known.stream().findFirst());
        Optional<WebhookEntry.Service> service = first.flatMap(WebhookEntry::service);
        add(WebhookCheck.of(entries, service.map(named -> inspection.endpointSlices(named.namespace(), named.name()))));
        first.filter(entry -> !entry.caBundle().isEmpty()).ifPresent(entry -> add(certificate(entry)));
        service.ifPresent(named -> add(OutgoingCheck.of(
                cluster.namespace(), named, inspection.mayGetTheNamespace(named.namespace(), named.name()))));
    }

    /** The chart calls the Secret like the Service; where it is supplied, its name cannot be told from outside. */
    private Finding certificate(WebhookEntry entry) {
        Optional<Reading<List<CertificateFacts>>> leaf =
                entry.service().map(service -> inspection.certificate(service.namespace(), service.name()));
        return CertificateCheck.of(PemCertificates.in(entry.caBundle()), leaf, clock.instant());
    }

    /** The pod as it would be created now, where that could be tried. */
    private Optional<JsonNode> admission(Reading<Map<String, String>> labels) {
        boolean optedIn = labels.known()
                .map(known -> NamespaceInjection.of(known.get(PodMetadata.INJECTION_LABEL)) != NamespaceInjection.NONE)
                .orElse(false);
        if (!optedIn) {
            add(AdmissionCheck.notTried());
            return Optional.empty();
        }
        Reading<Trial> trial = inspection.tryPod(TrialPod.json());
        add(AdmissionCheck.of(cluster.namespace(), trial));
        return trial.known()
                .filter(Trial.Admitted.class::isInstance)
                .map(Trial.Admitted.class::cast)
                .map(Trial.Admitted::pod);
    }
}
