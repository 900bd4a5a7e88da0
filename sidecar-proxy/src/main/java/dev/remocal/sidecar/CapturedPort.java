package dev.remocal.sidecar;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One port of the application that the sidecar stands in front of.
 *
 * @param name the container port's name, or its number where it has none
 * @param listen where the sidecar accepts
 * @param app where the application listens
 * @param shifted whether the application has been moved away from {@code listen}, which is then its own until it has obeyed
 */
public record CapturedPort(String name, int listen, int app, boolean shifted) {

    // Kubernetes port names (RFC 6335 section 5.1) have 15 characters; a number in their place is one too.
    private static final Pattern FORM = Pattern.compile("([a-zA-Z0-9-]{1,15})=([0-9]{1,5}):([0-9]{1,5})(/shift)?");

    /** One whose application listens where it always did. */
    public CapturedPort(String name, int listen, int app) {
        this(name, listen, app, false);
    }

    /**
     * @throws StartupFailure with a sentence that names the value and what is allowed
     */
    static CapturedPort parse(String text) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()) {
            throw wrong(text, "each entry is name=listen:app, such as http=14100:8080, or name=listen:app/shift");
        }
        return new CapturedPort(
                form.group(1), number(text, form.group(2)), number(text, form.group(3)), form.group(4) != null);
    }

    private static int number(String text, String digits) {
        int number = Integer.parseInt(digits);
        if (number < 1 || number > 65535) {
            throw wrong(text, "port " + digits + " is not in 1 to 65535");
        }
        return number;
    }

    static StartupFailure wrong(String text, String sentence) {
        return new StartupFailure("remocal.ports (REMOCAL_PORTS) has the value '" + text + "': " + sentence + ".");
    }
}
