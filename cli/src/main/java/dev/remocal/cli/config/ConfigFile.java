package dev.remocal.cli.config;

import dev.remocal.cli.failure.CliException;
import dev.remocal.cli.failure.CliFailure;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A {@code remocal.yaml}.
 *
 * @param profiles by name, in the order of the file
 */
public record ConfigFile(Path path, Section defaults, Map<String, Section> profiles) {

    public static final String NAME = "remocal.yaml";

    public ConfigFile {
        profiles = Collections.unmodifiableMap(new LinkedHashMap<>(profiles));
    }

    /** The one that is meant, or a sentence that says which there are. */
    public Section profile(String name) {
        Section profile = profiles.get(name);
        if (profile == null) {
            throw new CliException(new CliFailure.WrongConfiguration(
                    path + " has no profile '" + name + "'; " + choice(name, List.copyOf(profiles.keySet()))));
        }
        return profile;
    }

    private static String choice(String name, List<String> known) {
        return Similarity.hint(name, known)
                .orElse(known.isEmpty() ? "add one under 'profiles'" : "choose one of " + String.join(", ", known));
    }
}
