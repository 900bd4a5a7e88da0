package dev.remocal.cli;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The variables by which programs find a proxy; in small letters too, as curl wants http_proxy. */
final class ProxyVariables {

    private static final List<String> NAMES = List.of("ALL_PROXY", "HTTP_PROXY", "HTTPS_PROXY");
    private static final String NOT_PROXIED = "localhost,127.0.0.1,::1,127.0.0.0/8";

    private ProxyVariables() {}

    /** Whether this machine has a proxy of its own, which is to stay. */
    static boolean areSet(Map<String, String> own) {
        return NAMES.stream()
                .anyMatch(name -> !own.getOrDefault(name, "").isEmpty()
                        || !own.getOrDefault(name.toLowerCase(Locale.ROOT), "").isEmpty());
    }

    static Map<String, String> of(int socksPort, int httpPort) {
        String http = "http://127.0.0.1:" + httpPort;
        Map<String, String> variables = new HashMap<>();
        Map.of(
                        "ALL_PROXY",
                        "socks5h://127.0.0.1:" + socksPort,
                        "HTTP_PROXY",
                        http,
                        "HTTPS_PROXY",
                        http,
                        "NO_PROXY",
                        NOT_PROXIED)
                .forEach((name, value) -> {
                    variables.put(name, value);
                    variables.put(name.toLowerCase(Locale.ROOT), value);
                });
        return variables;
    }
}
