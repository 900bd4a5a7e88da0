package dev.remocal.cli;

import dev.remocal.cli.environment.EnvironmentVariable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An environment written down for other programs.
 *
 * @param inexpressible names of variables for which the format has no way
 */
record EnvironmentText(String text, List<String> inexpressible) {

    /** What takes the place of a Secret's value, whatever its length. */
    static final String MASK = "********";

    /** What a shell can have as a variable's name. */
    private static final Pattern SHELL_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /** What means the same with and without quotation marks. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:@%+,-]*");

    static EnvironmentText of(List<EnvironmentVariable> variables, EnvironmentFormat format) {
        return switch (format) {
            case json -> new EnvironmentText(Structured.json(map(variables)), List.of());
            case yaml -> new EnvironmentText(Structured.yaml(map(variables)), List.of());
            case env -> lines(variables, variable -> isShellName(variable.name()), EnvironmentText::dotenv);
            case sh -> lines(variables, variable -> isShellName(variable.name()), EnvironmentText::export);
            case docker -> lines(variables, EnvironmentText::fitsOneLine, EnvironmentText::plain);
        };
    }

    /** The same with masks in place of values from Secrets. */
    static List<EnvironmentVariable> masked(List<EnvironmentVariable> variables) {
        return variables.stream()
                .map(variable -> variable.secret()
                        ? new EnvironmentVariable(variable.name(), MASK, variable.source())
                        : variable)
                .toList();
    }

    private static Map<String, String> map(List<EnvironmentVariable> variables) {
        Map<String, String> map = new LinkedHashMap<>();
        variables.forEach(variable -> map.put(variable.name(), variable.value()));
        return map;
    }

    private static EnvironmentText lines(
            List<EnvironmentVariable> variables,
            Predicate<EnvironmentVariable> fits,
            Function<EnvironmentVariable, String> line) {
        List<String> inexpressible = new ArrayList<>(variables.stream()
                .filter(fits.negate())
                .map(EnvironmentVariable::name)
                .toList());
        return new EnvironmentText(
                variables.stream()
                        .filter(fits)
                        .map(line)
                        .map(text -> text + "\n")
                        .collect(Collectors.joining()),
                inexpressible);
    }

    private static boolean isShellName(String name) {
        return SHELL_NAME.matcher(name).matches();
    }

    /** Docker takes what is behind the first = to the end of the line as it is. */
    private static boolean fitsOneLine(EnvironmentVariable variable) {
        return variable.value().chars().noneMatch(character -> character == '\n' || character == '\r')
                && !variable.name().startsWith("#")
                && variable.name().chars().noneMatch(Character::isWhitespace);
    }

    private static String plain(EnvironmentVariable variable) {
        return variable.name() + "=" + variable.value();
    }

    /** Understood alike by shells and by the readers of .env files. */
    private static String dotenv(EnvironmentVariable variable) {
        String value = variable.value();
        if (PLAIN.matcher(value).matches()) {
            return variable.name() + "=" + value;
        }
        return variable.name() + "="
                + (value.contains("'") ? '"' + value.replaceAll("[\\\\\"$`]", "\\\\$0") + '"' : "'" + value + "'");
    }

    private static String export(EnvironmentVariable variable) {
        return "export " + variable.name() + "='" + variable.value().replace("'", "'\\''") + "'";
    }
}
