package dev.remocal.cli;

import dev.remocal.cli.config.ConfigFile;
import dev.remocal.cli.config.ConfigFiles;
import dev.remocal.cli.config.Keys;
import dev.remocal.cli.config.Section;
import dev.remocal.cli.config.Settings;
import dev.remocal.cli.config.Workplace;
import dev.remocal.cli.failure.CliException;
import dev.remocal.cli.failure.CliFailure;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** What {@code remocal.yaml} and variables say where the command was started; the file is read when it is needed. */
final class Configuration {

    private static final String VARIABLES = Settings.variable("");

    private final Workplace workplace;
    private final Optional<Path> path;
    private @Nullable Keys keys;

    private Configuration(Workplace workplace) {
        this.workplace = workplace;
        this.path = ConfigFiles.nearest(workplace.folder());
    }

    static Configuration of(CommandSpec command) {
        return new Configuration(RemocalCommand.of(command).workplace());
    }

    /** The flags of {@code attach}, whichever command asks; most find nothing configured and need none. */
    Keys keys() {
        if (keys == null) {
            keys = Keys.ofProfile(CommandSpec.forAnnotatedObject(AttachCommand.class));
        }
        return keys;
    }

    Optional<Path> path() {
        return path;
    }

    boolean saysSomething() {
        return path.isPresent() || workplace.variables().keySet().stream().anyMatch(name -> name.startsWith(VARIABLES));
    }

    Optional<ConfigFile> file() {
        return path.map(found -> ConfigFiles.read(found, keys()));
    }

    /** For what cannot be done without one. */
    ConfigFile requiredFile() {
        return file().orElseThrow(() -> new CliException(new CliFailure.WrongConfiguration("there is no "
                + ConfigFile.NAME + " in " + workplace.folder().toAbsolutePath().normalize()
                + " or above it; write one, or go to where it is")));
    }

    /** The profile that a variable asks for. */
    Optional<String> profile() {
        return Optional.ofNullable(workplace.variables().get(Settings.variable("profile")))
                .filter(name -> !name.isEmpty());
    }

    Settings settings(Optional<String> profile) {
        Optional<Section> section = profile.map(name -> requiredFile().profile(name));
        return new Settings(keys(), workplace.variables(), file(), section);
    }
}
