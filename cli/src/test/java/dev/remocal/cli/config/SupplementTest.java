package dev.remocal.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Flags over the environment over the profile over the defaults. */
class SupplementTest {

    private static final Given NOTHING = new Given(Set.of(), false, false);

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            mirror, -,      -,      -,      -,             -
            -,      mirror, steal,  divert, --mode=mirror, REMOCAL_MODE
            -,      -,      steal,  divert, --mode=steal,  /shop/remocal.yaml:4
            -,      -,      -,      divert, --mode=divert, /shop/remocal.yaml:2
            -,      -,      -,      -,      -,             -
            """)
    void theNearestSourceCounts(
            String flag, String variable, String profile, String defaults, String added, String origin) {
        Supplement supplement = supplement(
                variable == null ? Map.of() : Map.of("REMOCAL_MODE", variable),
                "defaults:\n  " + (defaults == null ? "" : "mode: " + defaults) + "\nprofiles:\n  a: "
                        + (profile == null ? "" : "{mode: " + profile + "}"),
                new Given(flag == null ? Set.of() : Set.of("mode"), false, false));
        assertThat(supplement.before()).isEqualTo(added == null ? List.of() : List.of(added));
        assertThat(supplement.origins()).isEqualTo(origin == null ? Map.of() : Map.of("--mode", origin));
    }

    @Test
    void aListCountsAsAWhole() {
        String file = "defaults: {header: [a, b]}\nprofiles: {a: {header: ['x=1,2', 'y=\\d']}}";
        assertThat(supplement(Map.of(), file, NOTHING).before()).containsExactly("--header=x=1,2", "--header=y=\\d");
        assertThat(supplement(Map.of("REMOCAL_HEADER", "c,d\\,e"), file, NOTHING)
                        .before())
                .containsExactly("--header=c", "--header=d,e");
        assertThat(supplement(Map.of(), "defaults: {header: a}\nprofiles: {a: {header: []}}", NOTHING)
                        .before())
                .isEmpty();
    }

    @Test
    void aSwitchCanBeTakenBack() {
        assertThat(supplement(Map.of(), "defaults: {all: true}\nprofiles: {a: }", NOTHING)
                        .before())
                .containsExactly("--all");
        assertThat(supplement(Map.of(), "defaults: {all: true}\nprofiles: {a: {all: false}}", NOTHING)
                        .before())
                .isEmpty();
        assertThat(supplement(Map.of("REMOCAL_ALL", "true"), "profiles: {a: {all: false}}", NOTHING)
                        .before())
                .containsExactly("--all");
    }

    @Test
    void targetAndCommandStandWhereTheCommandLineHasThem() {
        String file = "profiles: {a: {target: svc/a, command: [run, '--fast', 'a,b'], env: {A: b}}}";
        Supplement all = supplement(Map.of(), file, NOTHING);
        assertThat(all.before()).containsExactly("--env=A=b", "svc/a");
        assertThat(all.after()).containsExactly("--", "run", "--fast", "a,b");
        Supplement none = supplement(Map.of(), file, new Given(Set.of("env"), true, true));
        assertThat(none.before()).isEmpty();
        assertThat(none.after()).isEmpty();
    }

    @Test
    void variablesOfOtherThingsSayNothing() {
        Map<String, String> variables = Map.of(
                "REMOCAL_TARGET", "svc/a",
                "REMOCAL_COMMAND", "rm",
                "REMOCAL_MODE", "",
                "REMOCAL_DEBUG", "1",
                "REMOCAL_ON_FAILURE", "error",
                "REMOCAL_FILES", "C:\\files");
        assertThat(supplement(variables, "profiles: {a: }", NOTHING).before())
                .containsExactly("--files=C:\\files", "--on-failure=error");
    }

    private static Supplement supplement(Map<String, String> variables, String text, Given given) {
        Keys keys = GivenKeys.keys();
        ConfigFile file = new ConfigReader(Path.of("/shop/remocal.yaml"), keys).read(text);
        Settings settings = new Settings(keys, variables, Optional.of(file), Optional.of(file.profile("a")));
        return Supplement.of(keys.all(), settings, given);
    }
}
