package dev.remocal.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The variables by which programs find a proxy; in small letters too, as curl wants http_proxy. */
final class ProxyVariables {

    private static final List<String> NAMES = List.of("ALL_PROXY", "HTTP_PROXY", "HTTPS_PROXY");
    private static final List<String> LOOPBACK = List.of("localhost", "127.0.0.1", "::1", "127.0.0.0/8");

    private ProxyVariables() {}

    /** Whether this machine has a proxy of its own, which is to stay. */
    static boolean areSet(Map<String, String> own) {
        return NAMES.stream()
                .anyMatch(name -> !own.getOrDefault(name, "").isEmpty()
                        || !own.getOrDefault(name.toLowerCase(Locale.ROOT), "").isEmpty());
    }

    /**
     * @param byName hosts that are found without a proxy, which takes a connection for each request and knows HTTP/1.1 only
     */
    static Map<String, String> of(int socksPort, int httpPort, List<String> byName) {
        String http = "http://127.0.0.1:" + httpPort;
        List<String> notProxied = new ArrayList<>(LOOPBACK);
        notProxied.addAll(byName);
        Map<String, String> variables = new HashMap<>();
        Map.of(
                        "ALL_PROXY",
                        "socks5h://127.0.0.1:" + socksPort,
                        "HTTP_PROXY",
                        http,
                        "HTTPS_PROXY",
                        http,
                        "NO_PROXY",
                        String.join(",", notProxied))
                .forEach((name, value) -> {
                    variables.put(name, value);
                    variables.put(name.toLowerCase(Locale.ROOT), value);
                });
        return variables;
    }
}
