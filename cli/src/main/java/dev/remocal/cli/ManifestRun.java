package dev.remocal.cli;

import dev.remocal.cli.ManifestFiles.ManifestFile;
import dev.remocal.cli.failure.CliFailure;
import dev.remocal.cli.manifest.Manifest;
import dev.remocal.cli.manifest.Manifest.Rewritten;
import dev.remocal.cli.manifest.Outcome;
import dev.remocal.cli.manifest.PodChange;
import dev.remocal.cli.manifest.UnifiedDiff;
import java.io.PrintWriter;
import java.util.List;

/** Changes manifests: the result goes to stdout, as one stream of documents, and a line for each workload to stderr. */
final class ManifestRun {

    private final Console console;
    private final PodChange change;

    ManifestRun(Console console, PodChange change) {
        this.console = console;
        this.change = change;
    }

    int run(ManifestFlags flags) {
        List<ManifestFile> files = new ManifestFiles(System.in).read(flags.files());
        List<Rewritten> rewritten = files.stream()
                .map(file -> Manifest.rewrite(file.name(), file.text(), change))
                .toList();
        console.out().print(flags.diff() ? diff(files, rewritten) : join(rewritten));
        console.out().flush();
        return report(
                rewritten.stream().flatMap(file -> file.outcomes().stream()).toList());
    }

    private static String diff(List<ManifestFile> files, List<Rewritten> rewritten) {
        StringBuilder diff = new StringBuilder();
        for (int index = 0; index < files.size(); index++) {
            ManifestFile file = files.get(index);
            diff.append(UnifiedDiff.of(
                    file.name(), file.text(), file.name(), rewritten.get(index).text()));
        }
        return diff.toString();
    }

    /** Files are parted as documents are. */
    private static String join(List<Rewritten> rewritten) {
        StringBuilder joined = new StringBuilder();
        for (Rewritten file : rewritten) {
            if (!joined.isEmpty()) {
                joined.append(joined.charAt(joined.length() - 1) == '\n' ? "" : "\n");
                joined.append(file.text().startsWith("---") ? "" : "---\n");
            }
            joined.append(file.text());
        }
        return joined.toString();
    }

    private int report(List<Outcome> outcomes) {
        PrintWriter err = console.err();
        outcomes.forEach(outcome -> err.println(line(outcome)));
        if (outcomes.isEmpty()) {
            err.println(warning("No Pod, Deployment, StatefulSet, DaemonSet, ReplicaSet, Job or CronJob is in it;"
                    + " nothing was changed."));
        }
        err.flush();
        return outcomes.stream().anyMatch(ManifestRun::isAmiss) ? CliFailure.LEFT_WITHOUT_SIDECAR : 0;
    }

    private static boolean isAmiss(Outcome outcome) {
        return outcome instanceof Outcome.Kept kept && !kept.intended();
    }

    private String line(Outcome outcome) {
        String sentence = outcome.workload() + ": " + outcome.sentence();
        return switch (outcome) {
            case Outcome.Changed changed -> Printable.of(sentence);
            case Outcome.Warned warned -> warning(sentence);
            case Outcome.Reformatted reformatted -> warning(sentence);
            case Outcome.Kept kept when kept.intended() -> Printable.of(sentence + " (" + kept.code() + ")");
            case Outcome.Kept kept -> warning(sentence + " (" + kept.code() + ")");
        };
    }

    private String warning(String sentence) {
        return console.colours().warning("warning: ") + Printable.of(sentence);
    }
}
