package dev.remocal.cli.environment;

/** One variable with its final value; the value of one from a Secret is not for a terminal's eyes. */
public record EnvironmentVariable(String name, String value, Source source) {

    /** Where a value comes from. Whatever refers to a variable from a Secret is from a Secret itself. */
    public enum Source {
        LITERAL,
        CONFIG_MAP,
        SECRET,
        FIELD,
        RESOURCE,
        SERVICE,
        COMMAND_LINE
    }

    public boolean secret() {
        return source == Source.SECRET;
    }
}
