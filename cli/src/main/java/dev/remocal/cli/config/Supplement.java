package dev.remocal.cli.config;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is added to a command line.
 *
 * @param before flags, and the target where none was given
 * @param after {@code --} and the command, where none was given
 * @param origins of what was added, by flag
 */
public record Supplement(List<String> before, List<String> after, Map<String, String> origins) {

    public static final Supplement NONE = new Supplement(List.of(), List.of(), Map.of());

    /** Adds what was not given and is set elsewhere. */
    public static Supplement of(Collection<Key> keys, Settings settings, Given given) {
        List<Setting> missing = keys.stream()
                .filter(key -> !given.has(key))
                .map(settings::of)
                .flatMap(Optional::stream)
                .filter(setting -> !setting.origin().equals(Settings.BUILT_IN))
                .toList();
        return new Supplement(before(missing), after(missing), origins(missing));
    }

    private static List<String> before(List<Setting> settings) {
        return Stream.concat(
                        settings.stream().filter(Supplement::isFlag).flatMap(Setting::flags),
                        words(settings, Keys.TARGET).stream())
                .toList();
    }

    private static List<String> after(List<Setting> settings) {
        List<String> command = words(settings, Keys.COMMAND);
        return command.isEmpty()
                ? List.of()
                : Stream.concat(Stream.of("--"), command.stream()).toList();
    }

    private static Map<String, String> origins(List<Setting> settings) {
        return settings.stream().collect(Collectors.toMap(Supplement::shownAs, Setting::origin));
    }

    /** As messages about the command line name it. */
    private static String shownAs(Setting setting) {
        String name = setting.key().name();
        return isFlag(setting) ? "--" + name : name.toUpperCase(Locale.ROOT);
    }

    private static boolean isFlag(Setting setting) {
        return !setting.key().name().equals(Keys.TARGET)
                && !setting.key().name().equals(Keys.COMMAND);
    }

    private static List<String> words(List<Setting> settings, String name) {
        return settings.stream()
                .filter(setting -> setting.key().name().equals(name))
                .flatMap(setting -> setting.texts().stream())
                .toList();
    }
}
