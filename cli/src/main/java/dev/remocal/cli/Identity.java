package dev.remocal.cli;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Who asks.
 *
 * @param key the routing name
 * @param owner whom colleagues talk to about the session
 */
record Identity(String key, String owner) {

    /** What passes unquoted through a header, a cookie (RFC 6265) and a baggage member. */
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9._-]{1,128}");

    /**
     * @throws IllegalArgumentException where the key has other characters than headers, cookies and baggage share
     */
    static Identity of(Optional<String> key, String userName) {
        String inForce = key.orElseGet(() -> sanitised(userName));
        if (!KEY.matcher(inForce).matches()) {
            throw new IllegalArgumentException(
                    "--key '" + inForce + "' must be 1 to 128 letters, digits, '.', '_' and '-'");
        }
        return new Identity(inForce, sanitised(userName) + "@" + hostName());
    }

    private static String sanitised(String userName) {
        String plain = userName.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]+", "-");
        String trimmed = plain.replaceAll("^[-.]+|[-.]+$", "");
        return trimmed.isEmpty() ? "developer" : trimmed.substring(0, Math.min(trimmed.length(), 63));
    }

    private static String hostName() {
        try {
            return sanitised(InetAddress.getLocalHost().getHostName());
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
