package dev.remocal.cli.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.remocal.cli.environment.EnvironmentVariable.Source;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvironmentRulesTest {

    private static final ContainerEnvironment CONTAINER = new ContainerEnvironment(
            List.of(
                    variable("DB_HOST"),
                    variable("DB_PASSWORD"),
                    variable("HOME"),
                    variable("LC_ALL"),
                    variable("MODE"),
                    variable("PATH"),
                    variable("https_proxy")),
            List.of(new Withheld("DB_KEY", "Not allowed."), new Withheld("OTHER", "Not allowed.")),
            List.of(new Withheld("secret/payments", "Not allowed.")));

    @ParameterizedTest(name = "include {0} exclude {1} unset {2} override {3}")
    @CsvSource(delimiter = '|', textBlock = """
            # include      | exclude | unset  | override | taken                                   | withheld
                           |         |        |          | DB_HOST DB_PASSWORD MODE                | DB_KEY OTHER secret/payments
            DB_*           |         |        |          | DB_HOST DB_PASSWORD                     | DB_KEY secret/payments
            DB_H??T        |         |        |          | DB_HOST                                 | secret/payments
            db_*           |         |        |          |                                         | secret/payments
                           | DB_*    |        |          | MODE                                    | OTHER secret/payments
            DB_*           | *_HOST  |        |          | DB_PASSWORD                             | DB_KEY secret/payments
                           |         | *_P*   |          | DB_HOST MODE                            | DB_KEY OTHER secret/payments
            *              |         |        |          | DB_HOST DB_PASSWORD MODE                | DB_KEY OTHER secret/payments
            * PATH         |         |        |          | DB_HOST DB_PASSWORD MODE PATH           | DB_KEY OTHER secret/payments
            LC_* LC_ALL    |         |        |          | LC_ALL                                  | secret/payments
            https_proxy    |         |        |          | https_proxy                             | secret/payments
            DB_*           | *       | *      | DB_KEY   | DB_KEY                                  | secret/payments
            MODE           |         |        | HOME     | HOME MODE                               | secret/payments
            """)
    void decideWhatIsTaken(
            @Nullable String include,
            @Nullable String exclude,
            @Nullable String unset,
            @Nullable String override,
            @Nullable String taken,
            String withheld) {
        LocalEnvironment local =
                new EnvironmentRules(words(include), words(exclude), words(unset), mine(override)).apply(CONTAINER);
        assertThat(local.variables()).extracting(EnvironmentVariable::name).isEqualTo(words(taken));
        assertThat(local.withheld()).extracting(Withheld::name).isEqualTo(words(withheld));
    }

    @Test
    void whatStaysTheLaptopsOwnIsNamed() {
        assertThat(rules(List.of(), List.of(), Map.of()).apply(CONTAINER).keptOwn())
                .containsExactly("HOME", "LC_ALL", "PATH", "https_proxy");
        assertThat(rules(List.of("HOME", "*"), List.of("https*"), Map.of("PATH", "/bin"))
                        .apply(CONTAINER)
                        .keptOwn())
                .containsExactly("LC_ALL");
    }

    @Test
    void theContainersVariablesComeOverTheLaptops() {
        LocalEnvironment local = rules(List.of(), List.of("SECRET_*", "DB_HOST"), Map.of("DB_HOST", "localhost"))
                .apply(CONTAINER);
        assertThat(local.over(Map.of("MODE", "laptop", "PATH", "/bin", "SECRET_AGENT", "7", "EDITOR", "ed")))
                .isEqualTo(Map.of(
                        "MODE", "of MODE",
                        "PATH", "/bin",
                        "EDITOR", "ed",
                        "DB_HOST", "localhost",
                        "DB_PASSWORD", "of DB_PASSWORD"));
    }

    @Test
    void anOverrideNeedsAName() {
        assertThatThrownBy(() -> rules(List.of(), List.of(), Map.of("", "value")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--env needs a name before the '='; write --env NAME=VALUE");
    }

    private static EnvironmentRules rules(List<String> include, List<String> unset, Map<String, String> overrides) {
        return new EnvironmentRules(include, List.of(), unset, overrides);
    }

    private static EnvironmentVariable variable(String name) {
        return new EnvironmentVariable(name, "of " + name, Source.LITERAL);
    }

    private static List<String> words(@Nullable String text) {
        return text == null ? List.of() : Arrays.asList(text.split(" "));
    }

    private static Map<String, String> mine(@Nullable String names) {
        return words(names).stream().collect(Collectors.toMap(name -> name, name -> "mine"));
    }
}
