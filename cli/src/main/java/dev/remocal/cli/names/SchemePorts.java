package dev.remocal.cli.names;

import static java.util.Map.entry;

import java.util.Locale;
import java.util.Map;

/** The port that a URL means where it names none. */
final class SchemePorts {

    private static final Map<String, Integer> PORTS = Map.ofEntries(
            entry("amqp", 5672),
            entry("amqps", 5671),
            entry("ftp", 21),
            entry("http", 80),
            entry("https", 443),
            entry("ldap", 389),
            entry("ldaps", 636),
            entry("mariadb", 3306),
            entry("memcached", 11211),
            entry("mongodb", 27017),
            entry("mqtt", 1883),
            entry("mqtts", 8883),
            entry("mysql", 3306),
            entry("nats", 4222),
            entry("neo4j", 7687),
            entry("bolt", 7687),
            entry("postgres", 5432),
            entry("postgresql", 5432),
            entry("redis", 6379),
            entry("rediss", 6379),
            entry("smtp", 25),
            entry("sqlserver", 1433),
            entry("ws", 80),
            entry("wss", 443));

    private SchemePorts() {}

    /** 0 where it has none. */
    static int of(String scheme) {
        return PORTS.getOrDefault(scheme.toLowerCase(Locale.ROOT), 0);
    }
}
