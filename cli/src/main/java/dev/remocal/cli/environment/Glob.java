package dev.remocal.cli.environment;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A pattern for names: {@code *} stands for any characters, {@code ?} for one; capitals count. */
record Glob(String text, Pattern pattern) {

    static Glob of(String text) {
        String expression = Pattern.compile("[*?]|[^*?]+")
                .matcher(text)
                .replaceAll(part -> Matcher.quoteReplacement(
                        switch (part.group()) {
                            case "*" -> ".*";
                            case "?" -> ".";
                            default -> Pattern.quote(part.group());
                        }));
        return new Glob(text, Pattern.compile(expression, Pattern.DOTALL));
    }

    boolean matches(String name) {
        return pattern.matcher(name).matches();
    }

    /** Whether it is that name, written out. */
    boolean names(String name) {
        return text.equals(name);
    }
}
