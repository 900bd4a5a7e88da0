package dev.remocal.cli.cluster;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code -p LOCAL[:REMOTE]} as it was written.
 *
 * @param remote name or number of a Service port or container port, empty where it was left out
 */
public record PortRequest(int local, String remote) {

    private static final Pattern FORM = Pattern.compile("(\\d{1,5})(?::([A-Za-z0-9-]{1,63}))?");
    private static final int MAX_PORT = 65535;

    /**
     * @throws IllegalArgumentException with a sentence that says what is allowed
     */
    public static PortRequest parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not LOCAL or LOCAL:REMOTE; LOCAL is a number, REMOTE a port's name or number");
        }
        int local = Integer.parseInt(matcher.group(1));
        if (local < 1 || local > MAX_PORT) {
            throw new IllegalArgumentException("local port " + local + " is not in 1 to " + MAX_PORT);
        }
        return new PortRequest(local, matcher.group(2) == null ? "" : matcher.group(2));
    }
}
