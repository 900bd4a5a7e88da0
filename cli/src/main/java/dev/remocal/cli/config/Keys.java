package dev.remocal.cli.config;

import dev.remocal.cli.config.Key.Shape;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ITypeInfo;
import picocli.CommandLine.Model.OptionSpec;

/** The keys of a profile: the long names of a command's flags, and what it takes beside them. */
public final class Keys {

    public static final String TARGET = "target";
    public static final String COMMAND = "command";

    /** They choose the profile and what is said about it, so they do not belong into one. */
    private static final Set<String> ABOUT_PROFILES = Set.of("profile", "verbose");

    private final SortedMap<String, Key> keys = new TreeMap<>();

    private Keys() {}

    /** Of {@code remocal attach}. */
    public static Keys ofProfile(CommandSpec attach) {
        Keys keys = new Keys();
        keys.add(new Key(TARGET, Shape.ONE, false, Optional.empty()));
        keys.add(new Key(COMMAND, Shape.WORDS, false, Optional.empty()));
        attach.options().stream()
                .filter(option -> !option.usageHelp() && !option.versionHelp() && !option.hidden())
                .map(Keys::key)
                .filter(key -> !ABOUT_PROFILES.contains(key.name()))
                .forEach(keys::add);
        return keys;
    }

    private void add(Key key) {
        keys.put(key.name(), key);
    }

    private static Key key(OptionSpec option) {
        return new Key(name(option), shape(option), isPath(option), Optional.ofNullable(option.defaultValue()));
    }

    /** The first long one: what comes behind it is an alias. */
    private static String name(OptionSpec option) {
        return Arrays.stream(option.names())
                .filter(name -> name.startsWith("--"))
                .findFirst()
                .orElseThrow()
                .substring(2);
    }

    private static Shape shape(OptionSpec option) {
        ITypeInfo type = option.typeInfo();
        if (type.isMap()) {
            return Shape.PAIRS;
        }
        if (type.isMultiValue()) {
            return Shape.MANY;
        }
        return type.isBoolean() ? Shape.SWITCH : Shape.ONE;
    }

    private static boolean isPath(OptionSpec option) {
        ITypeInfo type = option.typeInfo();
        return type.getType() == Path.class || List.of(type.getAuxiliaryTypes()).contains(Path.class);
    }

    public Collection<Key> all() {
        return keys.values();
    }

    Optional<Key> find(String name) {
        return Optional.ofNullable(keys.get(name));
    }
}
