package dev.remocal.cli.config;

import io.smallrye.config.ConfigValue;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.common.utils.StringUtil;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What holds where no flag was given: the environment over the profile over the defaults over what is built in. */
public final class Settings {

    public static final String BUILT_IN = "built in";

    private static final String PREFIX = "remocal.";

    /** Ordinals of the sources: the highest that has a value counts. */
    private static final int OF_VARIABLES = 400;

    private static final int OF_PROFILE = 300;
    private static final int OF_DEFAULTS = 200;
    private static final int OF_BUILT_IN = 100;

    private final String file;
    private final Section profile;
    private final Section defaults;
    private final SmallRyeConfig config;

    /**
     * @param variables whole environment
     */
    public Settings(Keys keys, Map<String, String> variables, Optional<ConfigFile> file, Optional<Section> profile) {
        this.file = file.map(ConfigFile::path).map(Object::toString).orElse(ConfigFile.NAME);
        this.profile = profile.orElse(Section.EMPTY);
        this.defaults = file.map(ConfigFile::defaults).orElse(Section.EMPTY);
        this.config = new SmallRyeConfigBuilder()
                .withSources(
                        new EnvConfigSource(ofFlags(keys, variables), OF_VARIABLES),
                        new PropertiesConfigSource(properties(this.profile), "profile", OF_PROFILE),
                        new PropertiesConfigSource(properties(this.defaults), "defaults", OF_DEFAULTS),
                        new PropertiesConfigSource(builtIn(keys), BUILT_IN, OF_BUILT_IN))
                .build();
    }

    /** The environment variable that stands for a key. */
    public static String variable(String key) {
        return StringUtil.replaceNonAlphanumericByUnderscores(PREFIX + key).toUpperCase(Locale.ROOT);
    }

    /** An empty variable says nothing. */
    private static Map<String, String> ofFlags(Keys keys, Map<String, String> variables) {
        return keys.all().stream()
                .filter(Settings::hasVariable)
                .map(Key::variable)
                .filter(name -> !variables.getOrDefault(name, "").isEmpty())
                .collect(Collectors.toMap(name -> name, variables::get));
    }

    private static boolean hasVariable(Key key) {
        return !key.name().equals(Keys.TARGET) && !key.name().equals(Keys.COMMAND);
    }

    private static Map<String, String> properties(Section section) {
        Map<String, String> properties = new HashMap<>();
        section.values()
                .forEach((key, value) -> properties.put(
                        PREFIX + key,
                        value.texts().stream().map(Settings::escaped).collect(Collectors.joining(","))));
        return properties;
    }

    private static Map<String, String> builtIn(Keys keys) {
        Map<String, String> properties = new HashMap<>();
        keys.all().forEach(key -> key.builtIn().ifPresent(text -> properties.put(PREFIX + key.name(), escaped(text))));
        return properties;
    }

    /** In a list, SmallRye's comma separates and its backslash takes the next character as it is. */
    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace(",", "\\,");
    }

    public Optional<Setting> of(Key key) {
        ConfigValue value = config.getConfigValue(PREFIX + key.name());
        return Optional.ofNullable(value.getValue())
                .map(text -> new Setting(key, texts(key, text, value.getConfigSourceOrdinal()), origin(key, value)));
    }

    /** A variable with a single value is taken as it is, so that a Windows path needs no second backslash. */
    private static List<String> texts(Key key, String text, int source) {
        boolean plain = !key.repeats() && source == OF_VARIABLES;
        return plain ? List.of(text) : List.of(StringUtil.split(text));
    }

    private String origin(Key key, ConfigValue value) {
        return switch (value.getConfigSourceOrdinal()) {
            case OF_PROFILE -> place(profile, key);
            case OF_DEFAULTS -> place(defaults, key);
            case OF_BUILT_IN -> BUILT_IN;
            default -> key.variable();
        };
    }

    private String place(Section section, Key key) {
        return file + ":" + section.line(key);
    }
}
