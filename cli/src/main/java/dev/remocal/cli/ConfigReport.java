package dev.remocal.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.remocal.cli.config.ConfigFile;
import dev.remocal.cli.config.Setting;
import dev.remocal.cli.config.Settings;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The values in force, with where they come from. */
@JsonInclude(Include.NON_NULL)
record ConfigReport(@Nullable String file, @Nullable String profile, List<String> profiles, List<Entry> values) {

    record Entry(String key, List<String> value, String from) {

        static Entry of(Setting setting) {
            return new Entry(setting.key().name(), setting.texts(), setting.origin());
        }
    }

    static ConfigReport of(Configuration configuration, Optional<String> named) {
        Optional<String> profile = named.or(configuration::profile);
        Settings settings = configuration.settings(profile);
        Optional<ConfigFile> file = configuration.file();
        return new ConfigReport(
                file.map(ConfigFile::path).map(Object::toString).orElse(null),
                profile.orElse(null),
                file.map(ConfigFile::profiles)
                        .map(all -> List.copyOf(all.keySet()))
                        .orElse(List.of()),
                configuration.keys().all().stream()
                        .map(settings::of)
                        .flatMap(Optional::stream)
                        .map(Entry::of)
                        .toList());
    }

    String format(OutputFormat format) {
        return switch (format) {
            case text -> text();
            case json -> Structured.json(this);
            case yaml -> Structured.yaml(this);
        };
    }

    private String text() {
        Table table = new Table("KEY", "VALUE", "FROM");
        values.forEach(entry -> table.row(entry.key(), String.join(", ", entry.value()), entry.from()));
        return heading() + table.format();
    }

    private String heading() {
        String from = file == null ? "There is no " + ConfigFile.NAME + " here or above.\n" : file + "\n";
        return profiles.isEmpty() ? from : from + "profiles: " + String.join(", ", profiles) + "\n";
    }
}
