package dev.remocal.cli.outgoing;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A host, or many: {@code *} stands for any characters, dots too. Without regard to case, as names are (RFC 4343). */
public final class HostPattern {

    private static final Pattern TEXT = Pattern.compile("[A-Za-z0-9._:*-]+");

    private final String text;
    private final Pattern pattern;

    private HostPattern(String text) {
        this.text = text;
        this.pattern =
                Pattern.compile(Pattern.quote(text.toLowerCase(Locale.ROOT)).replace("*", "\\E.*\\Q"));
    }

    /**
     * @throws IllegalArgumentException with a sentence that says what is allowed
     */
    public static HostPattern parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text
                    + "' is no host: write a name or an address, with * for any characters, as in *.internal");
        }
        return new HostPattern(text);
    }

    boolean matches(String host) {
        String plain = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        return pattern.matcher(plain.toLowerCase(Locale.ROOT)).matches();
    }

    @Override
    public String toString() {
        return text;
    }
}
