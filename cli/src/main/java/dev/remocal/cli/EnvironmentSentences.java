package dev.remocal.cli;

import dev.remocal.cli.environment.Withheld;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is told of an environment: never a value. */
final class EnvironmentSentences {

    private EnvironmentSentences() {}

    static String summary(CliEvent.Environment environment) {
        String what =
                "environment: " + environment.variables() + (environment.variables() == 1 ? " variable" : " variables");
        String whose = environment.pod().isEmpty()
                ? " of your own choice"
                : " of container " + environment.container() + " in pod " + environment.pod();
        return what + whose + secrets(environment.secrets()) + kept(environment.keptOwn());
    }

    private static String secrets(int secrets) {
        return secrets == 0 ? "" : ", " + secrets + " from Secrets";
    }

    static String kept(List<String> own) {
        return own.isEmpty() ? "" : "; your machine's own " + String.join(", ", own);
    }

    /** One for each reason, with all that is missing for it. */
    static List<String> withheld(List<Withheld> withheld) {
        Map<String, List<String>> byReason = new LinkedHashMap<>();
        withheld.forEach(missing -> byReason.computeIfAbsent(missing.reason(), reason -> new ArrayList<>())
                .add(missing.name()));
        return byReason.entrySet().stream()
                .map(entry -> "left out: " + String.join(", ", entry.getValue()) + ". " + entry.getKey())
                .toList();
    }
}
