package dev.remocal.cli;

import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The flags that say which requests are the session's. */
final class FilterFlags {

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "Your routing name; default: your user name. A request carries it as header 'x-remocal: KEY',"
                    + " as baggage member or as cookie 'remocal=KEY'. It is the filter when no other is given.")
    private Optional<String> key = Optional.empty();

    @Option(
            names = {"--header", "--http-header"},
            paramLabel = "NAME=VALUE",
            description = "A header: NAME=VALUE, 'NAME: VALUE', NAME=~REGEX (RE2) or NAME. All flags must match.")
    private List<String> headers = List.of();

    @Option(names = "--cookie", paramLabel = "NAME=VALUE", description = "A cookie, in the same forms.")
    private List<String> cookies = List.of();

    @Option(names = "--query", paramLabel = "NAME=VALUE", description = "A query parameter, in the same forms.")
    private List<String> queries = List.of();

    @Option(names = "--baggage", paramLabel = "NAME=VALUE", description = "A W3C Baggage member, in the same forms.")
    private List<String> baggage = List.of();

    @Option(names = "--path", paramLabel = "PATH", description = "The path: /exact, '/prefix/*' or ~REGEX.")
    private List<String> paths = List.of();

    @Option(names = "--method", paramLabel = "METHOD", description = "The method: GET or ~REGEX.")
    private List<String> methods = List.of();

    @Option(
            names = "--host",
            paramLabel = "HOST",
            description = "The host without port: HOST, an IPv4 or IPv6 address, or ~REGEX.")
    private List<String> hosts = List.of();

    @Option(
            names = "--filter",
            paramLabel = "EXPR",
            description = "A filter in full, such as 'header:x-user=ada and not method=GET'.")
    private List<String> filters = List.of();

    @Option(names = "--all", description = "Every request, whoever sent it.")
    private boolean all;

    FilterArguments arguments() {
        return new FilterArguments(key, headers, cookies, queries, baggage, paths, methods, hosts, filters, all);
    }
}
